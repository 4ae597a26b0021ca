using System.Diagnostics.Metrics;

namespace Analytics.Tests.Runtime;

/// <summary>Adds up what a counter counts from now on.</summary>
internal sealed class CounterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public CounterProbe(Counter<long> counter)
    {
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _sum, count));
        _listener.EnableMeasurementEvents(counter);
        _listener.Start();
    }

    public long Sum => Interlocked.Read(ref _sum);

    public void Dispose() => _listener.Dispose();
}
