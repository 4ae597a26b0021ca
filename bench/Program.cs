using Analytics.Benchmarks;
using Analytics.Benchmarks.Measurements;

return await BenchCommand.RunAsync(
    args, [new Throughput(), new DecodeCost(), new ModelTime(), new Allocations(), new TimeToName(), new IndexSearch(), new Start()]);
