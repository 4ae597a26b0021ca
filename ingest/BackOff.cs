namespace Analytics.Ingest;

/// <summary>
/// Exponential back-off with jitter: after n failures in a row between ¾ and 5⁄4 of Min · 2ⁿ, never less than
/// <paramref name="Min"/> and never more than <paramref name="Max"/>. The jitter keeps the cameras of one recorder from coming back
/// in step.
/// </summary>
/// <param name="Min">The shortest wait.</param>
/// <param name="Max">The longest wait.</param>
public readonly record struct BackOff(TimeSpan Min, TimeSpan Max)
{
    /// <summary>The wait after <paramref name="failures"/> earlier failures in a row.</summary>
    /// <param name="failures">0 for the first wait.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public TimeSpan Delay(int failures, double jitter)
    {
        var exponential = Min.TotalSeconds * Math.Pow(2, Math.Min(failures, 62));
        var jittered = Math.Min(exponential, Max.TotalSeconds) * (0.75 + jitter / 2);
        return TimeSpan.FromSeconds(Math.Clamp(jittered, Min.TotalSeconds, Math.Max(Min.TotalSeconds, Max.TotalSeconds)));
    }
}
