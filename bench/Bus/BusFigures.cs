namespace Analytics.Benchmarks.Bus;

/// <summary>What the runs came to, in the order in which the figures were first taken.</summary>
internal sealed class BusFigures
{
    private readonly List<(string What, string Unit, Goal? Goal, List<double> Samples)> _figures = [];

    /// <summary>The lines of the table.</summary>
    public IReadOnlyList<Row> Rows => [.. _figures.Select(figure => new Row(figure.What, figure.Unit, figure.Samples, figure.Goal))];

    /// <summary>Adds the sample of one run.</summary>
    public void Add(string what, string unit, double sample, Goal? goal = null)
    {
        if (!_figures.Exists(figure => figure.What == what))
        {
            _figures.Add((what, unit, goal, []));
        }

        _figures.Find(figure => figure.What == what).Samples.Add(sample);
    }
}
