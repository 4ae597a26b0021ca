using Google.Protobuf;
using static Analytics.Contracts.Wire.EventDecoder;

namespace Analytics.Contracts.Wire;

/// <summary>Alerts as protobuf messages, and back.</summary>
internal static class AlertMessages
{
    public static V1.Alert Encode(Alert alert)
    {
        var message = new V1.Alert
        {
            Id = alert.Id,
            State = State(alert.State),
            Person = alert.Person.Value,
            Name = alert.Name,
            Camera = alert.Camera.Value,
            Track = alert.Track.Value,
            FirstSeen = EventEncoder.Moment(alert.FirstSeen),
            LastSeen = EventEncoder.Moment(alert.LastSeen),
            FirstMediaTime = EventEncoder.Length(alert.FirstMediaTime),
            LastMediaTime = EventEncoder.Length(alert.LastMediaTime),
            Similarity = alert.Similarity.Value,
            Margin = alert.Margin,
            Crops = alert.Crops,
            Quality = EventEncoder.Quality(alert.Quality),
            Box = EventEncoder.Box(alert.Box),
            Crop = UnsafeByteOperations.UnsafeWrap(alert.Crop),
            Epoch = alert.Epoch.Value,
        };
        if (alert.FalseMatchRate is { } rate)
        {
            message.FalseMatchRate = rate;
        }

        if (alert.GalleryFalseMatchRate is { } gallery)
        {
            message.GalleryFalseMatchRate = gallery;
        }

        if (alert.FalseMatchLimits is { } limits)
        {
            message.FalseMatchLimits = new()
            {
                Lower = limits.Lower,
                Upper = limits.Upper,
                Extrapolated = limits.Extrapolated,
                AtFloor = limits.AtFloor,
            };
        }

        message.Evidence.AddRange(alert.Evidence.Select(crop => new V1.AlertCrop
        {
            Observation = crop.Observation,
            MediaTime = EventEncoder.Length(crop.MediaTime),
            At = EventEncoder.Moment(crop.At),
            Similarity = crop.Similarity.Value,
            Quality = crop.Quality,
        }));
        message.IndistinguishableFrom.AddRange(
            alert.IndistinguishableFrom.Select(other => new V1.AlikePerson { Person = other.Person.Value, Name = other.Name }));
        return message;
    }

    public static Alert Decode(V1.Alert message) => new()
    {
        Id = EventDecoder.Name(message.Id, "id"),
        State = State(message.State),
        Person = new(EventDecoder.Name(message.Person, "person")),
        Camera = Camera(message.Camera),
        Track = new(message.Track),
        FirstSeen = Moment(message.FirstSeen, "first_seen"),
        LastSeen = Moment(message.LastSeen, "last_seen"),
        FirstMediaTime = Length(message.FirstMediaTime, "first_media_time"),
        LastMediaTime = Length(message.LastMediaTime, "last_media_time"),
        Similarity = new(Finite(message.Similarity, "similarity")),
        Margin = Finite(message.Margin, "margin"),
        FalseMatchRate = message.HasFalseMatchRate ? Finite(message.FalseMatchRate, "false_match_rate") : null,
        Crops = message.Crops,
        Quality = EventDecoder.Quality(message.Quality),
        Box = EventDecoder.Box(message.Box),
        Crop = EventDecoder.Crop(message.Crop),
        Name = message.Name.Length > 0 ? message.Name : message.Person,
        GalleryFalseMatchRate = message.HasGalleryFalseMatchRate ? Finite(message.GalleryFalseMatchRate, "gallery_false_match_rate") : null,
        FalseMatchLimits = message.FalseMatchLimits is { } limits
            ? new(
                Finite(limits.Lower, "false_match_limits.lower"), Finite(limits.Upper, "false_match_limits.upper"), limits.Extrapolated,
                limits.AtFloor)
            : null,
        Evidence = [.. message.Evidence.Select(crop => new AlertCrop(
            EventDecoder.Name(crop.Observation, "evidence.observation"), Length(crop.MediaTime, "evidence.media_time"),
            Moment(crop.At, "evidence.at"), new(Finite(crop.Similarity, "evidence.similarity")),
            Finite(crop.Quality, "evidence.quality")))],
        IndistinguishableFrom = [.. message.IndistinguishableFrom.Select(other =>
            new AlikePerson(new(EventDecoder.Name(other.Person, "indistinguishable_from.person")))
            {
                Name = other.Name.Length > 0 ? other.Name : other.Person,
            })],
        Epoch = new(message.Epoch),
    };

    private static V1.AlertState State(AlertState state) => state switch
    {
        AlertState.Early => V1.AlertState.Early,
        AlertState.Confirmed => V1.AlertState.Confirmed,
        AlertState.Closed => V1.AlertState.Closed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "An alert has one of three states."),
    };

    private static AlertState State(V1.AlertState state) => state switch
    {
        V1.AlertState.Early => AlertState.Early,
        V1.AlertState.Confirmed => AlertState.Confirmed,
        V1.AlertState.Closed => AlertState.Closed,
        _ => throw new WireFaultException($"Its state ({(int)state}) is unknown to this version."),
    };
}
