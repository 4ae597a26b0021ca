using static Analytics.Contracts.Wire.EventDecoder;

namespace Analytics.Contracts.Wire;

/// <summary>The status of cameras as protobuf messages, and back.</summary>
internal static class CameraMessages
{
    public static V1.CameraStatus Encode(CameraStatus status)
    {
        var message = new V1.CameraStatus
        {
            Camera = status.Camera.Value,
            Source = status.Source,
            State = (V1.CameraState)(1 + (int)status.State),
            Reason = status.Reason,
            Epoch = status.Epoch.Value,
            Width = status.Width,
            Height = status.Height,
            ReceivedFps = status.ReceivedFps,
            Received = status.Received,
            ReconnectsLastHour = status.ReconnectsLastHour,
            StallsLastHour = status.StallsLastHour,
            Health = (V1.HealthGrade)(1 + (int)status.Health),
        };
        if (status.AnalysedFps is { } analysed)
        {
            message.AnalysedFps = analysed;
        }

        if (status.Analysed is { } frames)
        {
            message.Analysed = frames;
        }

        message.Staleness = status.Staleness is { } age ? EventEncoder.Length(age) : null;
        message.Lag = status.Lag is { } lag ? EventEncoder.Length(lag) : null;
        message.KeyFramesOnly = status.KeyFramesOnly;
        message.Node = status.Node ?? "";
        message.Ended = status.Ended;
        message.Dropped.Add(status.Dropped.ToDictionary());
        return message;
    }

    public static CameraStatus Decode(V1.CameraStatus message) => new()
    {
        Camera = Camera(message.Camera),
        Source = message.Source,
        State = Known((CameraState)((int)message.State - 1), "state"),
        Reason = message.Reason,
        Epoch = new(message.Epoch),
        Width = message.Width,
        Height = message.Height,
        ReceivedFps = message.ReceivedFps,
        AnalysedFps = message.HasAnalysedFps ? message.AnalysedFps : null,
        Received = message.Received,
        Dropped = message.Dropped.ToDictionary(),
        ReconnectsLastHour = message.ReconnectsLastHour,
        StallsLastHour = message.StallsLastHour,
        Health = Known((HealthGrade)((int)message.Health - 1), "health"),
        Analysed = message.HasAnalysed ? message.Analysed : null,
        Staleness = message.Staleness is { } age ? Length(age, "staleness") : null,
        Lag = message.Lag is { } lag ? Length(lag, "lag") : null,
        KeyFramesOnly = message.KeyFramesOnly,
        Node = message.Node.Length > 0 ? message.Node : null,
        Ended = message.Ended,
    };

    internal static T Known<T>(T value, string field)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new WireFaultException($"Its {field} is unknown to this version.");
}
