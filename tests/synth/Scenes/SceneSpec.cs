using Analytics.Contracts;
using Analytics.Synth.Scenes;
using Xunit;

namespace Analytics.Tests.Synthetic;

[FullTier]
public sealed class SceneSpec
{
    private static readonly SceneSettings Small = new()
    {
        Seed = 9,
        Cameras = 2,
        People = 6,
        Enrolled = 2,
        Seconds = 14,
        Width = 320,
        Height = 180
    };

    [Fact]
    public void A_frame_has_the_same_pixels_whenever_and_on_whichever_thread_it_is_rendered()
    {
        var (alone, truth) = Render(new Scene(Small), 0, 40);
        var scene = new Scene(Small);
        var frames = new (byte[] Pixels, FrameTruth Truth)[4];
        Parallel.For(0, frames.Length, i => frames[i] = Render(scene, 0, 38 + i));

        Assert.Equal(alone, frames[2].Pixels);
        Assert.Equal(truth.Faces, frames[2].Truth.Faces);
        Assert.NotEqual(truth.Faces, frames[1].Truth.Faces);
    }

    [Fact]
    public void Cameras_and_seeds_differ()
    {
        var scene = new Scene(Small);
        var (first, _) = Render(scene, 0, 40);

        // The noise alone differs by less than two levels.
        Assert.True(Difference(first, Render(scene, 1, 40).Pixels) > 8);
        Assert.True(Difference(first, Render(new Scene(Small with { Seed = 10 }), 0, 40).Pixels) > 8);
    }

    [Fact]
    public void Everybody_comes_by()
    {
        var scene = new Scene(Small);
        var seen = new HashSet<string>();
        for (var frame = 0; frame < Small.Frames; frame += 4)
        {
            seen.UnionWith(scene.Camera(0).Faces(frame).Select(face => face.Person));
        }

        Assert.Equal(scene.People.Select(person => person.Id).Order(), seen.Order());
    }

    [Fact]
    public void Nobody_is_in_one_camera_twice_at_once()
    {
        foreach (var (people, seed) in from people in Enumerable.Range(1, 6) from seed in Enumerable.Range(1, 60) select (people, seed))
        {
            var settings = new SceneSettings { Seed = seed, People = people, Enrolled = 0, Seconds = 60 };
            var passages = Timetable.Of(settings, 0, new Scene(settings).People);
            foreach (var person in passages.GroupBy(passage => passage.Person))
            {
                Assert.All(person.Zip(person.Skip(1)), pair => Assert.True(
                    pair.Second.Start > pair.First.End, $"Of {people} people with seed {seed} one comes again before having gone."));
            }
        }
    }

    [Fact]
    public void The_box_lies_in_the_picture_as_far_as_the_visible_share_says()
    {
        var scene = new Scene(Small with { People = 12 });
        var whole = 0;
        foreach (var face in Enumerable.Range(0, 12).SelectMany(i => Render(scene, 0, 10 + 12 * i).Truth.Faces))
        {
            Assert.InRange(face.Visible, 0, 1);
            var inside = face.Box.ClampedTo(Small.Width, Small.Height).Area / face.Box.Area;
            Assert.True(face.Visible <= inside + 0.01f,
                $"{face.Visible:0.00} of the face is visible, but only {inside:0.00} of its box lies in the picture.");
            if (face.Visible > 0.99f)
            {
                whole++;
                Assert.True(face.Box is { X: > -2, Y: > -2 } && face.Box.Right < Small.Width + 2 && face.Box.Bottom < Small.Height + 2);
            }
        }

        Assert.True(whole > 5);
    }

    [Fact]
    public void Whoever_stands_behind_somebody_is_less_visible()
    {
        // In a crowd somebody hides somebody sooner or later: a larger face lies over a smaller one.
        var scene = new Scene(Small with { Cameras = 40, People = 30, Seconds = 30 });
        var hidden =
            from index in Enumerable.Range(0, 40)
            from frame in Enumerable.Range(0, 60).Select(i => 6 * i)
            let faces = scene.Camera(index).Faces(frame)
            from face in faces
            where faces.Any(other => Covered(face.Box, other.Box) > 0.6f && face.Box.Area < 0.8f * other.Box.Area)
            select (index, frame, face.Person);

        var found = hidden.Take(4).ToList();

        Assert.Equal(4, found.Count);
        Assert.All(found, place =>
        {
            var shown = Render(scene, place.index, place.frame).Truth.Faces.Single(face => face.Person == place.Person);
            Assert.True(shown.Visible < 0.75f, $"{place} lies under a larger face, but {shown.Visible:0.00} of it are visible.");
        });
    }

    [Fact]
    public void Night_is_grey_and_dim_is_darker_than_day()
    {
        double Mean(SceneLight light) => Render(new Scene(Small with { Light = light }), 0, 0).Pixels.Average(value => (double)value);
        var (night, _) = Render(new Scene(Small with { Light = SceneLight.Night }), 0, 40);

        Assert.True(Enumerable.Range(0, night.Length / 3).All(i => night[3 * i] == night[3 * i + 1] && night[3 * i] == night[3 * i + 2]));
        Assert.True(Mean(SceneLight.Dim) < 0.8 * Mean(SceneLight.Day));
    }

    [Fact]
    public void A_thousand_cameras_are_set_up_at_once()
    {
        var scene = new Scene(Small with { Cameras = 1000 });

        var ids = Enumerable.Range(0, 1000).Select(camera => scene.Camera(camera).Id).ToList();

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.NotEmpty(scene.Camera(999).Faces(40));
    }

    [Theory]
    [InlineData(0, 12, 4, 640)]
    [InlineData(1, 0, 0, 640)]
    [InlineData(1, 3, 4, 640)]
    [InlineData(1, 3, 1, 641)]
    [InlineData(1, 3, 1, 10)]
    public void What_cannot_be_made_is_refused(int cameras, int people, int enrolled, int width) =>
        Assert.ThrowsAny<FailureException>(() => new Scene(Small with
        {
            Cameras = cameras,
            People = people,
            Enrolled = enrolled,
            Width = width
        }));

    private static (byte[] Pixels, FrameTruth Truth) Render(Scene scene, int camera, int frame)
    {
        var pixels = new byte[3 * scene.Settings.Width * scene.Settings.Height];
        return (pixels, scene.Camera(camera).Render(frame, pixels));
    }

    private static double Difference(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Average();

    private static float Covered(Box box, Box by) => Box.FromEdges(
        MathF.Max(box.X, by.X), MathF.Max(box.Y, by.Y), MathF.Min(box.Right, by.Right), MathF.Min(box.Bottom, by.Bottom)).Area / box.Area;
}
