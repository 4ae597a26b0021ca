using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>Reads one run of a camera's source: from opening it to its end, failure or death.</summary>
internal interface IFrameReader
{
    /// <summary>
    /// Starts reading on a thread of its own and returns at once. Disposing what is returned ends the run without mercy and without
    /// waiting; <see cref="IFrameSink.End"/> is called once in every case.
    /// </summary>
    IDisposable Start(CameraSpec spec, IFrameSink sink);
}

/// <summary>
/// Takes what a reader reads. The calls come one after the other, all but the first <see cref="Hold"/> from the reader's thread.
/// </summary>
internal interface IFrameSink
{
    /// <summary>A pooled frame of that size; the reader fills it and hands it to <see cref="Deliver"/>, or disposes it.</summary>
    Frame Rent(int width, int height);

    /// <summary>
    /// Takes over a filled frame; waits where the pipeline may hold the source back. False when nobody wants more.
    /// </summary>
    /// <param name="frame">Filled, not yet stamped.</param>
    /// <param name="mediaTime">Presentation time as the source states it; none where it states none.</param>
    bool Deliver(Frame frame, TimeSpan? mediaTime);

    /// <summary>A decoder reads the source from now on; how it does can be seen, from any thread.</summary>
    void Reads(IInputGauge input);

    /// <summary>Whether the run is held up by something else than its source from now on: that is no silence of the camera's.</summary>
    void Hold(bool isHeld);

    /// <summary>The run is over.</summary>
    void End(RunEnd end);
}

/// <summary>How a run of a source ended.</summary>
/// <param name="Reason">A sentence without credentials.</param>
/// <param name="Failed">Whether it ended before the source did.</param>
internal sealed record RunEnd(string Reason, bool Failed);
