namespace Analytics.Contracts.Wire;

/// <summary>
/// The names of the events outside of a process, with the version of their form: type of a CloudEvent, manifest between nodes. A form is
/// only ever extended; another one gets another name.
/// </summary>
public static class EventTypes
{
    /// <summary>A <see cref="Contracts.FaceObserved"/>.</summary>
    public const string FaceObserved = "analytics.face.observed.v1";

    /// <summary>A <see cref="Contracts.TrackEnded"/>.</summary>
    public const string TrackEnded = "analytics.track.ended.v1";

    /// <summary>A <see cref="Contracts.CameraProgressed"/>.</summary>
    public const string CameraProgressed = "analytics.camera.progressed.v1";

    /// <summary>A <see cref="Contracts.CameraEnded"/>.</summary>
    public const string CameraEnded = "analytics.camera.ended.v1";

    /// <summary>An <see cref="Contracts.Alert"/>.</summary>
    public const string Alert = "analytics.alert.v1";

    /// <summary>A <see cref="Contracts.CameraStatus"/>.</summary>
    public const string CameraStatus = "analytics.camera.status.v1";

    /// <summary>The name of an event.</summary>
    /// <exception cref="ArgumentException">It is of no kind that leaves a process.</exception>
    public static string Of(ICameraEvent @event) => @event switch
    {
        Contracts.FaceObserved => FaceObserved,
        Contracts.TrackEnded => TrackEnded,
        Contracts.CameraProgressed => CameraProgressed,
        Contracts.CameraEnded => CameraEnded,
        Contracts.Alert => Alert,
        Contracts.CameraStatus => CameraStatus,
        _ => throw new ArgumentException($"{@event.GetType().Name} does not leave the process.", nameof(@event)),
    };
}
