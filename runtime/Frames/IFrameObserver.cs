namespace Analytics.Runtime.Frames;

/// <summary>Looks at analysed frames on their way out.</summary>
public interface IFrameObserver
{
    /// <summary>Reads the frame, which is disposed afterwards.</summary>
    void Observe(Frame frame);
}
