using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Detect.Tracking;

/// <summary>One face as the tracker remembers it. Reused by the tracker, so that nothing is allocated once enough have been seen.</summary>
internal sealed class FaceTrack
{
    // In parts of the face's height: how exactly a box is measured, how fast a face may start, how it may change its pace.
    private const float MeasurementDeviation = 0.06f;
    private const float VelocityDeviation = 2f;
    private const float Acceleration = 3f;

    private Kalman _x;
    private Kalman _y;
    private Kalman _width;
    private Kalman _height;

    public TrackId Id { get; private set; }

    public TimeSpan StartedMediaTime { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public TimeSpan LastMediaTime { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Seen in the frame before this one.</summary>
    public bool Active { get; set; }

    /// <summary>Taken by a detection of this frame.</summary>
    public bool Matched { get; set; }

    /// <summary>Where it should be now.</summary>
    public Box Predicted
    {
        get
        {
            var (width, height) = (MathF.Max(2, _width.Position), MathF.Max(2, _height.Position));
            return new Box(_x.Position - width / 2, _y.Position - height / 2, width, height);
        }
    }

    public void Begin(TrackId id, in DetectedFace face, Frame frame)
    {
        Id = id;
        (StartedMediaTime, StartedAt) = (frame.MediaTime, frame.At);
        var (centre, scale) = (face.Box.Centre, face.Box.Height);
        _x = Kalman.Begin(centre.X, MeasurementDeviation * scale, VelocityDeviation * scale);
        _y = Kalman.Begin(centre.Y, MeasurementDeviation * scale, VelocityDeviation * scale);
        _width = Kalman.Begin(face.Box.Width, MeasurementDeviation * scale, scale / 2);
        _height = Kalman.Begin(face.Box.Height, MeasurementDeviation * scale, scale / 2);
        Seen(frame);
    }

    public void Predict(float seconds)
    {
        var scale = MathF.Max(2, _height.Position);
        _x = _x.Predict(seconds, Acceleration * scale);
        _y = _y.Predict(seconds, Acceleration * scale);
        _width = _width.Predict(seconds, scale / 2);
        _height = _height.Predict(seconds, scale / 2);
        Matched = false;
    }

    public void Continue(in DetectedFace face, Frame frame)
    {
        var deviation = MeasurementDeviation * face.Box.Height;
        _x = _x.Update(face.Box.Centre.X, deviation);
        _y = _y.Update(face.Box.Centre.Y, deviation);
        _width = _width.Update(face.Box.Width, deviation);
        _height = _height.Update(face.Box.Height, deviation);
        Seen(frame);
    }

    private void Seen(Frame frame)
    {
        (LastMediaTime, LastAt) = (frame.MediaTime, frame.At);
        Active = true;
        Matched = true;
    }
}
