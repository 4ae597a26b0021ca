namespace Analytics.Train.Evaluating;

/// <summary>Something that was measured.</summary>
/// <param name="What">On what, and what.</param>
/// <param name="Value">A share, 0 to 1.</param>
internal sealed record Figure(string What, double Value)
{
    /// <summary>Standard deviation over the folds, where there are folds.</summary>
    public double? Deviation { get; init; }

    /// <summary>The lower limit, 95 %.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper limit, 95 %.</summary>
    public double? Upper { get; init; }

    /// <summary>The similarity from which on it is a match.</summary>
    public double? Threshold { get; init; }

    /// <summary>Text whose numbers do not follow the language of the machine.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <inheritdoc/>
    public override string ToString()
    {
        var line = Text($"{What}: {Value:0.0000}");
        line += Deviation is { } deviation ? Text($" ± {deviation:0.0000}") : "";
        line += Lower is { } lower && Upper is { } upper ? Text($" ({lower:0.0000} – {upper:0.0000})") : "";
        return line + (Threshold is { } threshold ? Text($", at similarity {threshold:0.000}") : "");
    }
}
