using System.Globalization;
using System.Text;

namespace Analytics.Benchmarks;

/// <summary>The page that the bench prints.</summary>
internal sealed class Report
{
    private readonly List<(IMeasurement Measurement, IReadOnlyList<Row> Rows)> _parts = [];

    /// <summary>Adds what one measurement found.</summary>
    public void Add(IMeasurement measurement, IReadOnlyList<Row> rows) => _parts.Add((measurement, rows));

    /// <summary>The page.</summary>
    /// <param name="machine">Names the machine.</param>
    /// <param name="runs">Samples behind each median.</param>
    /// <param name="goalsOnly">Leaves out the lines that only explain others.</param>
    public string ToMarkdown(string machine, int runs, bool goalsOnly = false)
    {
        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{machine}. Median of {runs}, least – most.\n\n")
            .Append("| | median | range | goal | met |\n|---|---:|---:|---:|---|\n");
        foreach (var row in _parts.SelectMany(part => part.Rows).Where(row => row.Goal is not null || !goalsOnly))
        {
            page.Append(row.ToMarkdown()).Append('\n');
        }

        page.Append('\n');
        foreach (var (measurement, _) in _parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"- `{measurement.Name}`: {measurement.About}\n");
        }

        return page.ToString();
    }
}
