using System.Numerics;
using Analytics.Contracts;
using Analytics.Synth.Chance;
using Analytics.Synth.Figures;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>One camera of a scene. Safe from several threads at once.</summary>
public sealed class SceneCamera
{
    private const float SmallestFace = 8;
    private const float ProfileYaw = 90;
    private readonly Scene _scene;
    private readonly int _index;
    private readonly Camera _camera;
    private readonly Place _place;
    private readonly SceneLighting _lighting;
    private readonly IReadOnlyList<Passage> _passages;
    private readonly Lazy<Background> _background;

    internal SceneCamera(Scene scene, int index)
    {
        (_scene, _index) = (scene, index);
        var settings = scene.Settings;
        var dice = Dice.Of(settings.Seed, "camera", index);
        _place = new Place(dice.Fork("place"));
        _lighting = new SceneLighting(settings.Light, dice.Fork("light"));
        _passages = Timetable.Of(settings, index, scene.People);
        var height = dice.Uniform(195, 222);
        var view = dice.Uniform(38, 44) * MathF.PI / 180;
        var focal = settings.Width / 2f / MathF.Tan(view / 2);
        var aside = dice.Uniform(-25, 25);
        _camera = new Camera(
            new Vector3(aside, height, 0), new Vector3(0.4f * aside, height - dice.Uniform(48, 70), -400), focal,
            new Vector2((settings.Width - 1) / 2f, (settings.Height - 1) / 2f));
        _background = new Lazy<Background>(
            () => new Background(new PlaceView(_place, _camera, settings.Width, settings.Height, settings.Light), _lighting.Sensor));
    }

    /// <summary>For example <c>camera-1</c>.</summary>
    public string Id => $"camera-{_index + 1}";

    /// <summary>Renders a frame.</summary>
    /// <param name="frame">Its index, from 0.</param>
    /// <param name="bgr">Takes the picture: 8-bit BGR, row by row.</param>
    /// <exception cref="ArgumentException">The buffer is not of the size of a picture.</exception>
    public FrameTruth Render(int frame, Span<byte> bgr)
    {
        var settings = _scene.Settings;
        if (bgr.Length != 3 * settings.Width * settings.Height)
        {
            throw new ArgumentException($"A picture has {3 * settings.Width * settings.Height} bytes, not {bgr.Length}.", nameof(bgr));
        }

        var time = frame / settings.Fps;
        using var canvas = new FrameCanvas(_background.Value, settings.Width, settings.Height);
        List<(FaceTruth Face, FaceMask Mask)> faces = [];
        foreach (var figure in Figures((float)time))
        {
            var mask = Draw(figure, canvas, faces);
            var face = figure.Face(_camera);
            if (IsSeen(figure, face))
            {
                faces.Add((face, mask));
            }
        }

        canvas.Develop(_lighting.Sensor, Noise.Hash(_index, frame, 0, (int)settings.Seed), bgr);
        return new FrameTruth(frame, time, [.. faces.Select(entry => entry.Face with { Visible = Visible(entry.Face.Box, entry.Mask) })]);
    }

    /// <summary>What is known of a frame but for what hides whom: <see cref="FaceTruth.Visible"/> is 1. Nothing is rendered.</summary>
    internal IReadOnlyList<FaceTruth> Faces(int frame) =>
        [.. Figures((float)(frame / _scene.Settings.Fps)).Select(figure => (Figure: figure, Face: figure.Face(_camera)))
            .Where(pair => IsSeen(pair.Figure, pair.Face)).Select(pair => pair.Face)];

    // Turned to the camera, not tiny, at least in part in the picture, before the camera.
    private bool IsSeen(Figure figure, FaceTruth face) =>
        MathF.Abs(face.Pose.Yaw) < ProfileYaw && face.Box.Width >= SmallestFace
        && face.Box.ClampedTo(_scene.Settings.Width, _scene.Settings.Height) is { Width: > 1, Height: > 1 }
        && _camera.Project(figure.Centre).Z > Camera.Near;

    // The farthest first.
    private IEnumerable<Figure> Figures(float time) =>
        from passage in _passages
        where passage.Start <= time && time <= passage.End
        let figure = passage.At(time, _scene.Model(passage.Person))
        where figure is not null
        orderby figure.Centre.Z
        select figure;

    private FaceMask Draw(Figure figure, FrameCanvas canvas, List<(FaceTruth Face, FaceMask Mask)> behind)
    {
        var settings = _scene.Settings;
        var tile = Surroundings(figure).Within(settings.Width, settings.Height);
        if (tile.Width == 0 || tile.Height == 0)
        {
            return FaceMask.Nothing;
        }

        var pixels = figure.Draw(_camera, tile, 2, _lighting.At(figure.Centre, _camera.Place));
        var mask = new FaceMask(tile, pixels);
        canvas.HideBehindPlace(tile, pixels);
        mask.Keep(pixels);
        foreach (var (_, other) in behind)
        {
            other.Cover(tile, pixels);
        }

        if (settings.Light != SceneLight.Night)
        {
            canvas.Shade(_camera, figure.Centre);
        }

        canvas.Over(tile, pixels);
        return mask;
    }

    // Head, shoulders and all else.
    private Tile Surroundings(Figure figure)
    {
        var centre = figure.Centre;
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        for (var corner = 0; corner < 8; corner++)
        {
            var seen = _camera.Project(new Vector3(
                centre.X + (corner % 2 == 0 ? -46 : 46), corner / 2 % 2 == 0 ? -2 : centre.Y + 18,
                centre.Z + (corner / 4 == 0 ? -45 : 45)));
            low = Vector2.Min(low, new Vector2(seen.X, seen.Y));
            high = Vector2.Max(high, new Vector2(seen.X, seen.Y));
        }

        var far = new Vector2(-4, -4);
        (low, high) = (Vector2.Max(low, far), Vector2.Min(high, new Vector2(_scene.Settings.Width + 4, _scene.Settings.Height + 4)));
        return new Tile((int)low.X, (int)low.Y, Math.Max(0, (int)MathF.Ceiling(high.X - low.X) + 1),
            Math.Max(0, (int)MathF.Ceiling(high.Y - low.Y) + 1));
    }

    private float Visible(Box box, FaceMask mask)
    {
        var inside = box.ClampedTo(_scene.Settings.Width, _scene.Settings.Height).Area / MathF.Max(1, box.Area);
        return Math.Clamp(mask.Share * inside, 0, 1);
    }
}
