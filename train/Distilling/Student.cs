using Analytics.Train.Networks;

namespace Analytics.Train.Distilling;

/// <summary>A student and where in the teacher each of its parts has its model.</summary>
/// <param name="Shape">The student.</param>
/// <param name="Taps">For each part the tensor of the teacher that it learns to answer, the last one the teacher's output.</param>
internal sealed record Student(MobileFaceNetShape Shape, IReadOnlyList<string> Taps)
{
    /// <summary>The model that teaches it.</summary>
    public const string TeacherId = "omz-reid-0095";

    /// <summary>
    /// The bundled embedder, taught by Open Model Zoo 0095: its widths at strides 4, 8 and 16, so that a part can take the teacher's
    /// own input, and two bottlenecks fewer, each replaced by more width in its neighbour.
    /// </summary>
    public static Student Of0095 { get; } = new(
        new MobileFaceNetShape(
            128, 256, 32,
            [
                new(4, 64, 1, 2), new(2, 64, 2, 1), new(3, 64, 1, 1),
                new(4, 128, 1, 2), new(2, 128, 2, 1), new(2, 128, 2, 1), new(3, 128, 1, 1),
                new(4, 128, 1, 2), new(2, 128, 2, 1),
            ],
            SqueezeExcite: true,
            Normalise: false,
            Nonlinearity: Nonlinearity.Leaky),
        ["t66", "t152", "t238", "t280", "t366", "t452", "t538", "t580", "t666", "output"]);
}
