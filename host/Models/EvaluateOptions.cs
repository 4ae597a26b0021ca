using Analytics.Runtime.Models;

namespace Analytics.Host.Models;

/// <summary>How a report is written.</summary>
public enum ReportFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object.</summary>
    Json,
}

/// <summary>What <c>analytics models evaluate</c> is asked.</summary>
public sealed record EvaluateOptions
{
    /// <summary>The folder of LFW's people (<c>name/name_0001.jpg</c>); none to leave recognition out.</summary>
    public string? Lfw { get; init; }

    /// <summary>The official file of LFW's pairs.</summary>
    public string? Pairs { get; init; }

    /// <summary>A folder of pictures with Pascal VOC annotations of faces; none to leave detection out.</summary>
    public string? Faces { get; init; }

    /// <summary>The pack whose models are evaluated.</summary>
    public string Pack { get; init; } = ModelPack.Default;

    /// <summary>Another detector than the pack's.</summary>
    public string? Detector { get; init; }

    /// <summary>Another embedder than the pack's.</summary>
    public string? Embedder { get; init; }

    /// <summary>
    /// The longer side of what the detector sees; by default 640, and 320 on LFW, whose small pictures gain nothing from more.
    /// </summary>
    public int? LongSide { get; init; }

    /// <summary>Whether each template is that of the face and its mirror image together.</summary>
    public bool Flip { get; init; }

    /// <summary>Where to write the false-match table of all cross-person pairs of the LFW folder; none to leave it out.</summary>
    public string? Calibration { get; init; }

    /// <summary>At most this many of LFW's people for the calibration; none for all.</summary>
    public int? MaxPeople { get; init; }

    /// <summary>How the report is written.</summary>
    public ReportFormat Output { get; init; }
}
