using System.Globalization;

namespace Analytics.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">The unit of the samples; empty for a ratio.</param>
/// <param name="Samples">One for each run.</param>
/// <param name="Goal">What the design promises; none where the line only explains another.</param>
internal sealed record Row(string What, string Unit, IReadOnlyList<double> Samples, Goal? Goal = null)
{
    /// <summary>Whether the samples are counts, which print without decimals.</summary>
    public bool IsCount { get; init; }

    /// <summary>The middle sample, or the mean of the two in the middle.</summary>
    public double Median => MedianOf(Samples);

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The line as Markdown.</summary>
    public string ToMarkdown()
    {
        var unit = Unit.Length > 0 ? " " + Unit : "";
        return $"| {What} | {MedianText}{unit} | {Text(Samples.Min())} – {Text(Samples.Max())} | {Goal?.ToString() ?? ""} | {Verdict} |";
    }

    // What misses its goal by less than the rounding must not look as if it met it.
    private string MedianText =>
        Goal is not null && !Goal.IsMetBy(Median) && Text(Median) == Text(Goal.Bound)
            ? Median.ToString("0.0000", CultureInfo.InvariantCulture)
            : Text(Median);

    private string Verdict => Goal is null ? "" : Goal.IsMetBy(Median) ? "yes" : "**no**";

    // Three significant digits; counts are whole.
    private string Text(double value) => Math.Abs(value) switch
    {
        0 => "0",
        _ when IsCount => value.ToString("#,0.#", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}

/// <summary>What a figure should be.</summary>
/// <param name="Bound">The least, or the most, that it should be.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Goal(double Bound, bool AtLeast)
{
    /// <summary>Whether a figure is as it should be.</summary>
    public bool IsMetBy(double value) => AtLeast ? value >= Bound : value <= Bound;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? "≥" : "≤")} {Bound:#,0.#####}");
}
