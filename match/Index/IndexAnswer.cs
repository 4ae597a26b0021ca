using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>What an index answered: a value, or that it is out of reach.</summary>
public readonly record struct IndexAnswer<T>
{
    private readonly T? _value;

    internal IndexAnswer(T? value, IndexUnavailable? unavailable) => (_value, Unavailable) = (value, unavailable);

    /// <summary>Why there is no value; none when there is one.</summary>
    public IndexUnavailable? Unavailable { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none: look at <see cref="Unavailable"/> first.</exception>
    public T Value =>
        Unavailable is null ? _value! : throw new InvalidOperationException($"The index gave no answer: {Unavailable.Reason}");
}

/// <summary>Makes answers.</summary>
public static class IndexAnswer
{
    /// <summary>A value.</summary>
    public static IndexAnswer<T> Of<T>(T value) => new(value, null);

    /// <summary>No value.</summary>
    public static IndexAnswer<T> Without<T>(IndexUnavailable unavailable) => new(default, unavailable);
}

/// <summary>The index could not do what it was asked for.</summary>
/// <param name="Reason">What, where and what next; without credentials.</param>
/// <param name="MayRecover">Whether asking again later makes sense: the server restarts, the network is down, the disk is full.</param>
public sealed record IndexUnavailable(string Reason, bool MayRecover)
{
    /// <summary>What it is about, so that a front can say which command helps.</summary>
    public FailureSubject Subject { get; init; }

    /// <summary>The same as a failure.</summary>
    /// <param name="before">What could not be done for it, in a sentence; none where the reason says enough.</param>
    public UnavailableException ToFailure(string? before = null) =>
        new(before is null ? Reason : $"{before} {Reason}") { Subject = Subject };
}

/// <summary>How an index is.</summary>
/// <param name="Kind">The adapter: <c>memory</c>, <c>embedded</c> or <c>qdrant</c>.</param>
/// <param name="Collection">What it holds.</param>
/// <param name="Faces">That it answers with.</param>
/// <param name="Facts">What the adapter reports beyond that, for example its recall; names in camel case, for JSON.</param>
public sealed record IndexStatus(string Kind, FaceCollection Collection, long Faces, IReadOnlyList<KeyValuePair<string, string>> Facts);
