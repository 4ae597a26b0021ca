using System.Diagnostics;

namespace Analytics.Benchmarks.Bus;

/// <summary>What a stretch of time took: on the clock, on processors here and at a broker of our own, and on the managed heap.</summary>
/// <param name="broker">The broker.</param>
internal sealed class BusMeter(BusBroker broker)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long _heap = GC.GetTotalAllocatedBytes();
    private readonly ProcessorTime _processor = ProcessorTime.Now;
    private readonly TimeSpan _broker = broker.Processor;

    /// <summary>Events a second so far.</summary>
    public double Rate(int events) => events / Stopwatch.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Bytes allocated for each event.</summary>
    public double Bytes(int events) => (GC.GetTotalAllocatedBytes() - _heap) / (double)events;

    /// <summary>Microseconds of processor time for each event, here.</summary>
    public double Here(int events) => ProcessorTime.Now.Since(_processor).Own.TotalMicroseconds / events;

    /// <summary>Microseconds of processor time for each event, in children that have ended.</summary>
    public double Children(int events) => ProcessorTime.Now.Since(_processor).Children.TotalMicroseconds / events;

    /// <summary>Microseconds of processor time for each event, at the broker.</summary>
    public double There(int events) => (broker.Processor - _broker).TotalMicroseconds / events;
}
