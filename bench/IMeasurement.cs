namespace Analytics.Benchmarks;

/// <summary>One thing that is measured.</summary>
internal interface IMeasurement
{
    /// <summary>What <c>--only</c> calls it.</summary>
    string Name { get; }

    /// <summary>What it is, in a sentence.</summary>
    string About { get; }

    /// <summary>Measures, <see cref="Bench.Runs"/> times, and says what came out.</summary>
    Task<IReadOnlyList<Row>> RunAsync(Bench bench);
}
