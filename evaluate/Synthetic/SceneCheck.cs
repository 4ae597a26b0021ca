using System.Globalization;
using System.Text;
using Analytics.Alerts;
using Analytics.Contracts;
using Analytics.Synth;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;

namespace Analytics.Evaluate.Synthetic;

/// <summary>Compares the alerts of a run with the truth of the synthetic scene that it watched.</summary>
public sealed class SceneCheck(SceneTruth scene)
{
    /// <summary>The least side of a face that must be recognised, in pixels.</summary>
    public const float LeastSide = 40;

    /// <summary>The share of it that must be visible.</summary>
    public const float LeastVisible = 0.8f;

    /// <summary>How far it may be turned to either side, in degrees.</summary>
    public const float MostYaw = 30;

    /// <summary>How long it must be seen so, in seconds.</summary>
    public const double LeastSeconds = 1;

    // An occlusion or a glance aside does not end an appearance.
    private const double LongestGap = 3;

    // The clock of a stream may start some frames after the clip; people who walk stay near that long.
    private const double ClockTolerance = 1;
    private const float Overlap = 0.3f;

    private readonly Dictionary<string, SceneActor> _byName = scene.People.ToDictionary(actor => actor.Name, StringComparer.Ordinal);

    /// <summary>Compares alerts with the ground truth.</summary>
    /// <param name="alerts">The last state of each episode.</param>
    public SceneCheckReport Run(IReadOnlyList<AlertView> alerts)
    {
        var judged = alerts.Select(alert => new JudgedAlert(alert, IsTrue(alert))).ToList();
        var appearances = scene.Cameras.SelectMany(camera => scene.People
                .Where(actor => actor.Portrait is not null)
                .SelectMany(actor => Appearances(camera.Key, camera.Value, actor)))
            .Select(appearance => appearance with
            {
                Alerts = judged.Count(
                    alert => alert.IsTrue && CameraOf(alert.Alert) == appearance.Camera && appearance.Holds(alert.Alert)),
            })
            .OrderBy(appearance => appearance.Camera, StringComparer.Ordinal).ThenBy(appearance => appearance.From)
            .ToList();
        return new SceneCheckReport(appearances, judged);
    }

    private static IEnumerable<Appearance> Appearances(string camera, IReadOnlyList<FrameTruth> frames, SceneActor actor)
    {
        var shown = frames.Where(frame => frame.Faces.Any(face => face.Person == actor.Id && IsClear(face))).Select(frame => frame.Time)
            .ToList();
        if (shown.Count == 0)
        {
            yield break;
        }

        var interval = frames.Count > 1 ? (frames[^1].Time - frames[0].Time) / (frames.Count - 1) : 0;
        var first = 0;
        for (var i = 1; i <= shown.Count; i++)
        {
            if (i < shown.Count && shown[i] - shown[i - 1] <= LongestGap)
            {
                continue;
            }

            if ((i - first) * interval >= LeastSeconds)
            {
                yield return new Appearance(camera, actor.Name, shown[first], shown[i - 1]);
            }

            first = i;
        }
    }

    private static bool IsClear(FaceTruth face) =>
        MathF.Min(face.Box.Width, face.Box.Height) >= LeastSide && face.Visible >= LeastVisible && MathF.Abs(face.Pose.Yaw) <= MostYaw;

    // The person who is named stood where the best crop was taken.
    private bool IsTrue(AlertView alert)
    {
        if (!_byName.TryGetValue(alert.Person, out var actor))
        {
            return false;
        }

        if (CameraOf(alert) is not { } camera)
        {
            throw new InvalidException(
                $"An alert is from camera '{alert.Camera}', which is not in the scene ({string.Join(", ", scene.Cameras.Keys)}). "
                + "Watch 'CAMERA.mp4' of the scene's folder, or stream it under the name of the camera.");
        }

        var box = new Box((float)alert.Box[0], (float)alert.Box[1], (float)alert.Box[2], (float)alert.Box[3]);
        var (from, to) = alert.Evidence?.MaxBy(crop => crop.Quality)?.MediaTime is { } best
            ? (best, best)
            : (alert.FirstMediaTime, alert.LastMediaTime);
        return scene.Cameras[camera].Where(frame => frame.Time >= from - ClockTolerance && frame.Time <= to + ClockTolerance)
            .SelectMany(frame => frame.Faces)
            .Any(face => face.Person == actor.Id && face.Box.IoU(box) >= Overlap);
    }

    // One that is served as a stream has the server's name before its own.
    private string? CameraOf(AlertView alert) => scene.Cameras.Keys.FirstOrDefault(
        id => alert.Camera == id || alert.Camera.EndsWith($"-{id}", StringComparison.Ordinal));

    /// <summary>Somebody who is enrolled and passes a camera well enough to be recognised.</summary>
    /// <param name="Camera">The camera that sees the person.</param>
    /// <param name="Person">Their name.</param>
    /// <param name="From">Seconds from the scene's beginning.</param>
    /// <param name="To">The same.</param>
    public sealed record Appearance(string Camera, string Person, double From, double To)
    {
        /// <summary>The number of true alerts for it.</summary>
        public int Alerts { get; init; }

        /// <summary>Whether an alert is of this person at this time.</summary>
        public bool Holds(AlertView alert) => alert.Person == Person
            && alert.FirstMediaTime <= To + LongestGap && alert.LastMediaTime >= From - LongestGap;
    }

    /// <summary>An alert, and whether the person it names stood there.</summary>
    public sealed record JudgedAlert(AlertView Alert, bool IsTrue);
}

/// <summary>What came of it.</summary>
/// <param name="Appearances">Those that had to be recognised.</param>
/// <param name="Alerts">What was said.</param>
public sealed record SceneCheckReport(IReadOnlyList<SceneCheck.Appearance> Appearances, IReadOnlyList<SceneCheck.JudgedAlert> Alerts)
{
    /// <summary>Appearances with an alert.</summary>
    public int Right => Appearances.Count(appearance => appearance.Alerts > 0);

    /// <summary>Alerts that name somebody who was not there.</summary>
    public int Wrong => Alerts.Count(alert => !alert.IsTrue);

    /// <summary>Alerts beyond the first of an appearance.</summary>
    public int Repeated => Appearances.Sum(appearance => Math.Max(0, appearance.Alerts - 1));

    /// <summary>For people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var appearance in Appearances)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{(appearance.Alerts > 0 ? "right " : "missed")} {appearance.Person} at {appearance.Camera}, {appearance.From:0.0} to "
                    + $"{appearance.To:0.0} s");
        }

        foreach (var alert in Alerts.Where(alert => !alert.IsTrue).Select(alert => alert.Alert))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"wrong  {alert.Person} at {alert.Camera}, {alert.FirstMediaTime:0.0} to {alert.LastMediaTime:0.0} s, similarity "
                    + $"{alert.Similarity:0.000}");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"{Right} of {Appearances.Count} appearances of enrolled people identified, {Wrong} wrong, {Repeated} reported twice.");
        return text.ToString();
    }
}
