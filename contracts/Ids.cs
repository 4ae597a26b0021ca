namespace Analytics.Contracts;

/// <summary>Names one camera (or file) of a site, for example <c>lobby</c>.</summary>
public readonly record struct CameraId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// One uninterrupted run of a camera's stream. It grows on every reconnect and on every jump of the stream's clock, wherever the camera is
/// looked after; tracks never reach across epochs.
/// </summary>
public readonly record struct StreamEpoch(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One face followed through one epoch of one camera. Unique within (camera, epoch); grows.</summary>
public readonly record struct TrackId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Names one enrolled person.</summary>
public readonly record struct PersonId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one enrolled photo of a person, or one sighting of a face.</summary>
public readonly record struct FaceId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Names one watchlist, for example <c>banned</c>.</summary>
public readonly record struct WatchlistId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// Names the model that made a template, for example <c>omz-reid-0095</c>. Templates of two models are never compared.
/// </summary>
public readonly record struct ModelId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Cosine of the angle between two templates, −1 to 1; 1 is the same direction.</summary>
public readonly record struct Similarity(float Value) : IComparable<Similarity>
{
    /// <inheritdoc/>
    public int CompareTo(Similarity other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is less alike than <paramref name="right"/>.</summary>
    public static bool operator <(Similarity left, Similarity right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is more alike than <paramref name="right"/>.</summary>
    public static bool operator >(Similarity left, Similarity right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is at most as alike as <paramref name="right"/>.</summary>
    public static bool operator <=(Similarity left, Similarity right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is at least as alike as <paramref name="right"/>.</summary>
    public static bool operator >=(Similarity left, Similarity right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
}
