using System.Globalization;

namespace Analytics.Benchmarks.Chaos;

/// <summary>What a trial found.</summary>
/// <param name="What">In words.</param>
/// <param name="Value">The figure.</param>
/// <param name="Goal">What it should be; empty where it only explains another.</param>
/// <param name="IsMet">Whether it is.</param>
internal sealed record Finding(string What, string Value, string Goal = "", bool IsMet = true)
{
    /// <summary>A duration with an upper limit; what happened before it was expected counts as 0.</summary>
    public static Finding AtMost(string what, TimeSpan value, TimeSpan goal) =>
        new(what, Text(value < TimeSpan.Zero ? TimeSpan.Zero : value), $"≤ {Text(goal)}", value <= goal);

    /// <summary>A count that should be exactly this.</summary>
    public static Finding Exactly(string what, long value, long goal = 0) =>
        new(what, value.ToString("#,0", CultureInfo.InvariantCulture), goal.ToString("#,0", CultureInfo.InvariantCulture), value == goal);

    /// <summary>A figure without a goal.</summary>
    public static Finding Fact(string what, double value, string unit = "") =>
        new(what, $"{value.ToString(value < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture)} {unit}".Trim());

    /// <summary>A length of time in words.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalMinutes: >= 2 } => $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min",
        { TotalSeconds: < 1 } => $"{time.TotalSeconds.ToString("0.0#", CultureInfo.InvariantCulture)} s",
        _ => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
    };
}

/// <summary>A trial: something is broken on purpose, and what follows is measured.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is done; its last sentence has no full stop.</summary>
    string About { get; }

    /// <summary>Does it.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options);
}

/// <summary>How long and how often.</summary>
/// <param name="Kills">Nodes that are killed.</param>
/// <param name="Outage">How long all brokers are away.</param>
/// <param name="Overload">How long there are too many cameras.</param>
internal sealed record ChaosOptions(int Kills, TimeSpan Outage, TimeSpan Overload);

/// <summary>A trial that did not get to its end.</summary>
internal sealed class TrialFailedException(string message) : Exception(message);
