using System.Collections.Concurrent;
using Analytics.Contracts;

namespace Analytics.People.Watching;

/// <summary>What is known of the tracks in view, for those who draw or print it. Safe from several threads.</summary>
/// <param name="names">What people are called.</param>
public sealed class TrackLabels(PeopleNames names)
{
    private readonly ConcurrentDictionary<(CameraId Camera, TrackId Track), TrackIdentified> _labels = new();

    /// <summary>Match has spoken.</summary>
    public void Set(TrackIdentified identified)
    {
        if (identified.Grade == IdentityGrade.Unknown)
        {
            _labels.TryRemove((identified.Camera, identified.Track), out _);
        }
        else
        {
            _labels[(identified.Camera, identified.Track)] = identified;
        }
    }

    /// <summary>The track has left.</summary>
    public void Forget(CameraId camera, TrackId track) => _labels.TryRemove((camera, track), out _);

    /// <summary>The camera has ended.</summary>
    public void Forget(CameraId camera)
    {
        foreach (var key in _labels.Keys)
        {
            if (key.Camera == camera)
            {
                _labels.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Who the track is; a name only when it may be shown.</summary>
    public (string? Name, float Similarity, bool Confirmed)? Of(CameraId camera, TrackId track) =>
        _labels.TryGetValue((camera, track), out var identified) && identified.Grade >= IdentityGrade.Early
            ? (identified.Person is { } person ? names.Of(person) : null, identified.Similarity.Value, identified.Confirmed)
            : null;
}
