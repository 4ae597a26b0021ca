using System.Diagnostics;

namespace Analytics.Runtime.Frames;

/// <summary>
/// Spans that begin on one thread and end on another. Unlike those of <see cref="ActivitySource.StartActivity(string, ActivityKind)"/> they
/// never are <see cref="Activity.Current"/>, where nothing would take them away again.
/// </summary>
public static class LooseSpans
{
    /// <summary>Starts the first span of a trace; none while nobody listens.</summary>
    public static Activity? StartLoose(this ActivitySource source, string name)
    {
        if (!source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        Activity.Current = null;
        var span = source.StartActivity(name);
        Activity.Current = current;
        return span;
    }

    /// <summary>Ends a span that <see cref="StartLoose"/> has started.</summary>
    public static void EndLoose(this Activity span)
    {
        var current = Activity.Current;
        span.Dispose();
        Activity.Current = current;
    }
}
