using System.Diagnostics;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>A camera's source while it is read: its decoder, the run that takes its frames, and the span until the first one.</summary>
internal sealed class OpenSource : IDisposable
{
    private readonly IDisposable _decoder;
    private Activity? _connect;

    /// <summary>Starts the decoder.</summary>
    /// <param name="camera">How it is read.</param>
    /// <param name="feed">Takes its frames.</param>
    /// <param name="reader">Decodes.</param>
    /// <param name="report">Receives what is new, on the reader's thread.</param>
    public OpenSource(CameraSpec camera, FrameFeed feed, IFrameReader reader, Action<RunNews> report)
    {
        _connect = IngestTelemetry.Source.StartLoose("ingest.connect")?.SetTag("camera", camera.Id.Value);
        Run = feed.Begin(camera.Options, report);
        _decoder = reader.Start(camera, Run);
    }

    /// <summary>The run.</summary>
    public FrameFeed.Run Run { get; }

    /// <summary>A picture has come.</summary>
    public void Started()
    {
        _connect?.EndLoose();
        _connect = null;
    }

    /// <summary>Cuts the run off and kills the decoder; may be called again.</summary>
    public void Dispose()
    {
        Started();
        Run.Dispose();
        _decoder.Dispose();
    }
}
