namespace Analytics.Synth.Heads;

/// <summary>What a face does at one moment; 0 is at rest.</summary>
internal readonly record struct Expression
{
    /// <summary>0 to 1.</summary>
    public float Smile { get; init; }

    /// <summary>How far the jaw is down, 0 to 1.</summary>
    public float MouthOpen { get; init; }

    /// <summary>−1 frowning to 1 raised.</summary>
    public float Brows { get; init; }

    /// <summary>0 open to 1 closed.</summary>
    public float Closed { get; init; }

    /// <summary>Where the eyes look, in radians to the viewer's right.</summary>
    public float GazeX { get; init; }

    /// <summary>Where the eyes look, in radians up.</summary>
    public float GazeY { get; init; }
}
