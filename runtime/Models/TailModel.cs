namespace Analytics.Runtime.Models;

/// <summary>
/// The tail of a false-match table: exceedances over a threshold follow a generalised Pareto distribution (Pickands, Annals of
/// Statistics, 1975; Coles, An Introduction to Statistical Modeling of Extreme Values, 2001, chapter 4), but for pairs that a data set
/// names wrongly as two people, which follow the distribution of genuine pairs.
/// </summary>
public sealed record TailModel
{
    /// <summary>How it was fitted, and what its claims rest on.</summary>
    public required string Method { get; init; }

    /// <summary>The similarity over which the distribution is fitted.</summary>
    public required float Threshold { get; init; }

    /// <summary>The share of cross-person pairs over it.</summary>
    public required double Rate { get; init; }

    /// <summary>Pairs over it.</summary>
    public required long Exceedances { get; init; }

    /// <summary>ξ: below 0 the tail ends, at 0 it falls exponentially.</summary>
    public required double Shape { get; init; }

    /// <summary>The limits of <see cref="Shape"/>, <c>float[2]</c>.</summary>
    public required double[] ShapeLimits { get; init; }

    /// <summary>σ, in similarity.</summary>
    public required double Scale { get; init; }

    /// <summary>The limits of <see cref="Scale"/>, <c>float[2]</c>.</summary>
    public required double[] ScaleLimits { get; init; }

    /// <summary>How many of the pairs over the threshold look like one person under two names.</summary>
    public required double Mislabelled { get; init; }

    /// <summary>The limits of <see cref="Mislabelled"/>, <c>float[2]</c>.</summary>
    public required double[] MislabelledLimits { get; init; }

    /// <summary>The rows that follow from the model, beyond those observed; the last one is the floor of what is claimed.</summary>
    public required CalibrationPoint[] Table { get; init; }

    /// <summary>What was observed beyond the table, mislabelled pairs included: nothing rests on it.</summary>
    public required CalibrationPoint[] AsLabelled { get; init; }
}
