namespace Analytics.Evaluate;

/// <summary>What <c>analytics models evaluate</c> is asked.</summary>
public sealed record EvaluationRequest
{
    /// <summary>The folder of LFW's people (<c>name/name_0001.jpg</c>); none to leave recognition out.</summary>
    public string? Lfw { get; init; }

    /// <summary>The official file of LFW's pairs.</summary>
    public string? Pairs { get; init; }

    /// <summary>A folder of pictures with Pascal VOC annotations of faces; none to leave detection out.</summary>
    public string? Faces { get; init; }

    /// <summary>The pack whose models are evaluated; none for the configured one.</summary>
    public string? Pack { get; init; }

    /// <summary>Another detector than the pack's.</summary>
    public string? Detector { get; init; }

    /// <summary>Another embedder than the pack's.</summary>
    public string? Embedder { get; init; }

    /// <summary>The longer side of what the detector sees; by default the configured one.</summary>
    public int? LongSide { get; init; }

    /// <summary>The lowest score of a detection; by default that which begins a track.</summary>
    public float? Score { get; init; }

    /// <summary>Whether each template is that of the face and its mirror image together.</summary>
    public bool Flip { get; init; }

    /// <summary>Whether the figures go onto the cards of the models.</summary>
    public bool Record { get; init; }

    /// <summary>Whether the report is one JSON object.</summary>
    public bool Json { get; init; }
}
