namespace Analytics.Evaluate;

/// <summary>What <c>analytics models calibrate</c> is asked.</summary>
/// <param name="Model">The embedder.</param>
/// <param name="Lfw">The folder of LFW's people (<c>name/name_0001.jpg</c>).</param>
public sealed record CalibrationRequest(string Model, string Lfw)
{
    /// <summary>Where the card goes; by default <c>models/MODEL.json</c>, which must be there.</summary>
    public string? Card { get; init; }

    /// <summary>Whose pictures are measured.</summary>
    public LfwPeople People { get; init; }

    /// <summary>The pack whose detector finds the faces; none for the configured one.</summary>
    public string? Pack { get; init; }

    /// <summary>Whether the calibration is printed as one JSON object.</summary>
    public bool Json { get; init; }
}

/// <summary>A part of LFW's people.</summary>
public enum LfwPeople
{
    /// <summary>Everybody.</summary>
    All,

    /// <summary>The first of each two in the order of their names.</summary>
    FirstHalf,

    /// <summary>The second of each two in the order of their names.</summary>
    SecondHalf,
}
