using Analytics.Ingest;

namespace Analytics.Benchmarks;

/// <summary>Plays a decoded clip from memory, over and over, its clock running on, as fast as the pipeline takes it.</summary>
/// <param name="clip">The frames.</param>
/// <param name="times">How often it plays.</param>
internal sealed class MemoryReader(DecodedClip clip, int times) : IFrameReader
{
    /// <inheritdoc/>
    public IDisposable Start(CameraSpec spec, IFrameSink sink)
    {
        var run = new Run();
        new Thread(() => Play(sink, run)) { IsBackground = true, Name = $"memory {spec.Id}" }.Start();
        return run;
    }

    private void Play(IFrameSink sink, Run run)
    {
        var interval = clip.Frames.Count > 1 ? clip.Frames[1].MediaTime - clip.Frames[0].MediaTime : TimeSpan.FromSeconds(1.0 / 6);
        var length = clip.Frames[^1].MediaTime - clip.Frames[0].MediaTime + interval;
        for (var round = 0; round < times && !run.Disposed; round++)
        {
            for (var i = 0; i < clip.Frames.Count && !run.Disposed; i++)
            {
                var frame = sink.Rent(clip.Width, clip.Height);
                clip.Frames[i].I420.CopyTo(frame.I420);
                if (!sink.Deliver(frame, clip.Frames[i].MediaTime + round * length))
                {
                    break;
                }
            }
        }

        sink.End(new RunEnd("end of the clip", Failed: false));
    }

    private sealed class Run : IDisposable
    {
        private volatile bool _disposed;

        public bool Disposed => _disposed;

        public void Dispose() => _disposed = true;
    }
}
