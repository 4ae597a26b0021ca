namespace Analytics.Contracts;

/// <summary>Why something cannot be done.</summary>
public enum FailureKind
{
    /// <summary>What was asked is wrong: an argument, an option, a file.</summary>
    Invalid,

    /// <summary>What was named is not there.</summary>
    NotFound,

    /// <summary>It contradicts what is there.</summary>
    Conflict,

    /// <summary>Another process has what is needed; later it may work.</summary>
    Busy,

    /// <summary>A service, a device or a disk does not answer; later it may work.</summary>
    Unavailable,
}

/// <summary>What a failure is about, so that a front can say where the user finds more.</summary>
public enum FailureSubject
{
    /// <summary>Nothing that a front knows more of.</summary>
    None,

    /// <summary>A person of the gallery.</summary>
    Person,

    /// <summary>A photo of the gallery.</summary>
    Photo,

    /// <summary>A watchlist.</summary>
    Watchlist,

    /// <summary>A camera of the site.</summary>
    Camera,

    /// <summary>A model or a pack of models.</summary>
    Model,

    /// <summary>The data folder.</summary>
    DataFolder,

    /// <summary>A file of a model that is not in the store, or not as it should be.</summary>
    ModelFile,

    /// <summary>The index of faces.</summary>
    Index,

    /// <summary>An index of faces that holds templates of another model.</summary>
    IndexOfOtherModel,

    /// <summary>A licence that forbids some uses and was not accepted.</summary>
    Licence,

    /// <summary>The card of a model, to which results are written.</summary>
    ModelCard,

    /// <summary>The sets on which models are evaluated; none was named.</summary>
    EvaluationSet,

    /// <summary>The folder of Labeled Faces in the Wild.</summary>
    Lfw,

    /// <summary>The official pairs of Labeled Faces in the Wild.</summary>
    LfwPairs,

    /// <summary>A file of alerts.</summary>
    AlertFile,

    /// <summary>A folder of a synthetic scene.</summary>
    SceneFolder,

    /// <summary>What synthetic people or scenes are made of; <see cref="FailureException.Field"/> names the setting.</summary>
    Synth,
}

/// <summary>
/// Something cannot be done, for a reason that the user can see to. The message says what and why, and names no command of a front; a front
/// shows it without a stack trace, as its kind asks for (exit code, status of HTTP).
/// </summary>
/// <param name="kind">Why it cannot be done.</param>
/// <param name="message">One or more sentences.</param>
public abstract class FailureException(FailureKind kind, string message) : Exception(message)
{
    /// <summary>Why it cannot be done.</summary>
    public FailureKind Kind => kind;

    /// <summary>What it is about.</summary>
    public FailureSubject Subject { get; init; }

    /// <summary>The argument that is wrong, by the name that a front gives it; none where it is not one of them.</summary>
    public string? Field { get; init; }

    /// <summary>What the user names to have it, for example a pack of models; none where nothing has a name.</summary>
    public string? Named { get; init; }

    /// <summary>The same failure in other words, for who knows more of what it means.</summary>
    public FailureException InWords(string message) => new Reworded(this, message);

    private sealed class Reworded : FailureException
    {
        public Reworded(FailureException failure, string message)
            : base(failure.Kind, message) => (Subject, Field, Named) = (failure.Subject, failure.Field, failure.Named);
    }
}

/// <summary>What was asked is wrong.</summary>
/// <param name="message">One or more sentences.</param>
public class InvalidException(string message) : FailureException(FailureKind.Invalid, message);

/// <summary>What was named is not there.</summary>
/// <param name="message">One or more sentences.</param>
public class NotFoundException(string message) : FailureException(FailureKind.NotFound, message);

/// <summary>What was asked contradicts what is there.</summary>
/// <param name="message">One or more sentences.</param>
public class ConflictException(string message) : FailureException(FailureKind.Conflict, message);

/// <summary>Another process has what is needed.</summary>
/// <param name="message">One or more sentences.</param>
public class BusyException(string message) : FailureException(FailureKind.Busy, message);

/// <summary>A service, a device or a disk does not answer.</summary>
/// <param name="message">One or more sentences.</param>
public class UnavailableException(string message) : FailureException(FailureKind.Unavailable, message);
