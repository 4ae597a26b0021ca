using Analytics.Ingest;

namespace Analytics.Tests.Ingest;

/// <summary>A reader whose runs are played by the test; it remembers every run that was started and whether it was killed.</summary>
sealed class ScriptedReader : IFrameReader
{
    private readonly List<ScriptedRun> _runs = [];

    public int Count
    {
        get
        {
            lock (_runs)
            {
                return _runs.Count;
            }
        }
    }

    public ScriptedRun Last
    {
        get
        {
            lock (_runs)
            {
                return _runs[^1];
            }
        }
    }

    public IDisposable Start(CameraSpec spec, IFrameSink sink)
    {
        var run = new ScriptedRun(spec, sink);
        sink.Reads(new Gauge(() => run.HasUnread, () => run.Works));
        lock (_runs)
        {
            _runs.Add(run);
        }

        return run;
    }
}

/// <summary>One run: the test sends its frames and its end.</summary>
sealed class ScriptedRun(CameraSpec spec, IFrameSink sink) : IDisposable
{
    private bool _ended;

    /// <summary>How it is read.</summary>
    public IngestOptions Options => spec.Options;

    /// <summary>Whether the camera has killed it.</summary>
    public bool Killed { get; private set; }

    /// <summary>Whether a kill has an effect; a process in an uninterruptible wait does not die.</summary>
    public bool Immortal { get; set; }

    /// <summary>Whether its decoder has left something unread; none: nobody knows.</summary>
    public bool? HasUnread { get; set; }

    /// <summary>Whether its decoder works all the time, as one does that gets something.</summary>
    public bool Works { get; set; }

    public bool Send(double seconds, int width = 32, int height = 16)
    {
        var frame = sink.Rent(width, height);
        frame.I420.Fill((byte)(seconds * 50));
        return sink.Deliver(frame, TimeSpan.FromSeconds(seconds));
    }

    public void Hold(bool isHeld) => sink.Hold(isHeld);

    public void End(string reason, bool failed = true)
    {
        if (!_ended)
        {
            _ended = true;
            sink.End(new RunEnd(reason, failed));
        }
    }

    public void Dispose()
    {
        Killed = true;
        if (!Immortal)
        {
            End("the decoder was stopped", failed: false);
        }
    }
}
