using Analytics.Contracts;
using Analytics.Detect.Tracking;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Detect.Tracking;

public sealed class FaceTrackerSpec
{
    [Theory]
    [InlineData(2, 1.8)]
    [InlineData(6, 5)]
    [InlineData(10, 8)]
    public void A_face_that_walks_by_is_one_track(double fps, double widthsPerSecond)
    {
        var scene = new Scene(fps);
        var speed = widthsPerSecond * 40 / fps;
        List<TrackedFace> seen = [];
        for (var x = 30.0; x < 610; x += speed)
        {
            seen.Add(Assert.Single(scene.Show(DrawnFace.At(x, 150 + 6 * Math.Sin(x), width: 40))));
        }

        Assert.All(seen, face => Assert.Equal(new TrackId(1), face.Track));
        Assert.All(seen, face => Assert.Equal(TimeSpan.FromSeconds(1.704), face.StartedMediaTime));
        Assert.Empty(scene.Ended);
    }

    [Fact]
    public void A_face_that_comes_nearer_is_one_track()
    {
        var scene = new Scene();
        for (var width = 20.0; width < 200; width *= 1.12)
        {
            Assert.Equal(1, Assert.Single(scene.Show(DrawnFace.At(320, 90 + width / 2, width))).Track.Value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Two_that_cross_keep_their_ids(double widthsPerSecond)
    {
        var scene = new Scene();
        var step = widthsPerSecond * 60 / 6;
        for (var i = 0; i * step < 400; i++)
        {
            // Where they overlap by more than the detector lets stand, it sees the one in front only.
            var (front, rear) = (DrawnFace.At(120 + i * step, 180), DrawnFace.At(520 - i * step, 160, width: 54, score: 0.8));
            var tracks = front.Box.IoU(rear.Box) > 0.3f ? scene.Show(front) : scene.Show(front, rear);

            Assert.Equal(1, tracks.Single(track => track.Face == front).Track.Value);
            Assert.All(tracks.Where(track => track.Face == rear), track => Assert.Equal(2, track.Track.Value));
        }

        Assert.Empty(scene.Ended);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_face_that_is_hidden_for_a_moment_is_the_same_face(double pixelsPerSecond)
    {
        var scene = new Scene();
        DetectedFace Face() => DrawnFace.At(100 + pixelsPerSecond * scene.Now.TotalSeconds, 180);
        for (var i = 0; i < 6; i++)
        {
            scene.Show(Face());
        }

        scene.ShowNobody(1.2);

        Assert.Equal(1, Assert.Single(scene.Show(Face())).Track.Value);
        Assert.Empty(scene.Ended);
    }

    [Fact]
    public void A_face_that_is_hidden_for_longer_has_ended_when_it_was_last_seen()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(320, 180));
        var last = scene.Now;
        scene.Show(DrawnFace.At(320, 180));

        scene.ShowNobody(1.4);
        Assert.Equal(1, scene.Alive);
        scene.ShowNobody(0.4);

        Assert.Equal([new EndedTrack(new TrackId(1), new StreamEpoch(1), last, DateTimeOffset.UnixEpoch + last)], scene.Ended);
        Assert.Equal(2, Assert.Single(scene.Show(DrawnFace.At(320, 180))).Track.Value);
    }

    [Fact]
    public void A_still_scene_that_is_looked_at_now_and_then_keeps_its_tracks()
    {
        var scene = new Scene();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, Assert.Single(scene.Show(DrawnFace.At(320, 180))).Track.Value);
            scene.Wait(2);
        }
    }

    [Fact]
    public void A_face_of_low_score_continues_a_track_but_never_begins_one()
    {
        var scene = new Scene();
        Assert.Empty(scene.Show(DrawnFace.At(500, 100, score: 0.59)));
        scene.Show(DrawnFace.At(100, 180, score: 0.6));

        for (var i = 1; i < 20; i++)
        {
            var tracks = scene.Show(DrawnFace.At(100 + 5 * i, 180, score: 0.3), DrawnFace.At(500, 100, score: 0.59));
            Assert.Equal(1, Assert.Single(tracks).Track.Value);
        }

        Assert.Empty(scene.Show(DrawnFace.At(200, 180, score: 0.29)));
    }

    [Fact]
    public void A_face_of_low_score_does_not_bring_back_a_lost_track()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(320, 180));
        scene.ShowNobody(0.4);

        Assert.Empty(scene.Show(DrawnFace.At(320, 180, score: 0.5)));
        Assert.Equal(1, Assert.Single(scene.Show(DrawnFace.At(320, 180))).Track.Value);
    }

    [Fact]
    public void Of_two_faces_the_nearer_one_continues_the_track()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(320, 180));

        var tracks = scene.Show(DrawnFace.At(360, 180, score: 0.95), DrawnFace.At(310, 180, score: 0.7));

        Assert.Equal(310, tracks.Single(track => track.Track.Value == 1).Face.Box.Centre.X);
        Assert.Equal(360, tracks.Single(track => track.Track.Value == 2).Face.Box.Centre.X);
    }

    [Fact]
    public void A_hard_cut_ends_all_tracks_even_where_a_face_stays_in_place()
    {
        var scene = new Scene();
        for (var i = 0; i < 3; i++)
        {
            scene.Show(DrawnFace.At(200, 180), DrawnFace.At(450, 180));
        }

        scene.Picture = Scene.Yard;
        var tracks = scene.Show(DrawnFace.At(200, 180));

        Assert.Equal([1, 2], scene.Ended.Select(ended => ended.Track.Value).Order());
        Assert.Equal(3, Assert.Single(tracks).Track.Value);
        Assert.Equal(1, scene.Alive);
    }

    [Theory]
    [InlineData(1, 75)]
    [InlineData(2.5, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0, 255)]
    [InlineData(0, 0)]
    public void Light_that_comes_and_goes_is_no_cut(double gain, double offset)
    {
        var scene = new Scene();
        for (var i = 0; i < 12; i++)
        {
            scene.Picture = i is 5 or 6 ? (x, y) => (byte)Math.Clamp(gain * Scene.Room(x, y) + offset, 0, 255) : Scene.Room;
            Assert.Equal(1, Assert.Single(scene.Show(DrawnFace.At(200, 180))).Track.Value);
        }
    }

    [Fact]
    public void A_cut_through_black_is_one()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(200, 180));
        scene.Picture = (_, _) => 16;
        scene.Show();
        scene.Picture = Scene.Yard;

        Assert.Equal(2, Assert.Single(scene.Show(DrawnFace.At(200, 180))).Track.Value);
    }

    [Fact]
    public void Where_cuts_are_not_looked_for_none_is_found()
    {
        var scene = new Scene(options: new TrackOptions { CutThreshold = 0 });
        scene.Show(DrawnFace.At(200, 180));
        scene.Picture = Scene.Yard;

        Assert.Equal(1, Assert.Single(scene.Show(DrawnFace.At(200, 180))).Track.Value);
    }

    [Fact]
    public void A_new_epoch_ends_the_tracks_of_the_old_one()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(200, 180));
        scene.Epoch = new StreamEpoch(2);
        scene.Wait(-1); // the clock of the stream jumped

        Assert.Equal(2, Assert.Single(scene.Show(DrawnFace.At(200, 180))).Track.Value);
        var ended = Assert.Single(scene.Ended);
        Assert.Equal((1, 1), (ended.Track.Value, ended.Epoch.Value));
    }

    [Fact]
    public void The_end_of_the_stream_ends_what_is_left()
    {
        var scene = new Scene();
        scene.Show(DrawnFace.At(200, 180), DrawnFace.At(450, 180));
        scene.Show(DrawnFace.At(200, 180));

        scene.Flush();

        Assert.Equal([1, 2], scene.Ended.Select(ended => ended.Track.Value).Order());
        Assert.Equal(0, scene.Alive);
    }

    [Fact]
    public void Once_enough_faces_were_seen_nothing_is_allocated()
    {
        var scene = new Scene();
        void ComeAndGo()
        {
            for (var i = 0; i < 30; i++)
            {
                scene.Show(DrawnFace.At(100 + 10 * i, 100), DrawnFace.At(500 - 10 * i, 260, score: 0.5 + i % 2 * 0.4));
            }

            scene.ShowNobody(2);
            scene.Picture = scene.Picture == Scene.Room ? Scene.Yard : Scene.Room;
        }

        ComeAndGo();
        ComeAndGo();
        var (before, ended) = (scene.Allocated, scene.Ended.Count);
        ComeAndGo();
        ComeAndGo();

        Assert.True(scene.Ended.Count > ended);
        Assert.Equal(0, scene.Allocated - before);
    }
}
