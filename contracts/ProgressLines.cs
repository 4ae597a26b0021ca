namespace Analytics.Contracts;

/// <summary>Says every few seconds how far a long command is and when it will be done.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="what">What is counted, for example <c>photos</c>.</param>
/// <param name="time">Measures the speed.</param>
public sealed class ProgressLines(TextWriter error, string what, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _reported;
    private long? _first;

    /// <summary>So many of so many are done.</summary>
    public void Report(long done, long total)
    {
        _first ??= done - 1;
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed - _reported < Interval && (done < total || _reported == TimeSpan.Zero))
        {
            return;
        }

        _reported = elapsed;
        var left = elapsed * ((total - done) / (double)Math.Max(1, done - _first.Value));
        error.WriteLine($@"{done} of {total} {what} ({(double)done / Math.Max(1, total):0 %}), {left:h\:mm\:ss} left");
    }
}
