using Xunit;

namespace Analytics.Tests.Store;

/// <summary>The cameras of a site.</summary>
public abstract partial class GallerySpec
{
    [Fact]
    public async Task Cameras_are_there_for_the_next_process_as_they_were_left()
    {
        using (var first = await OpenAsync())
        {
            var people = await first.Database.VersionAsync(CancellationToken.None);
            var before = await first.Database.CamerasVersionAsync(CancellationToken.None);
            var added = await first.Cameras.AddAsync(new("lobby"), "rtsp://host/1", 5, CancellationToken.None);
            Assert.True(added is { IsWanted: true, Fps: 5, Node: null });
            Assert.NotEqual(before, await first.Database.CamerasVersionAsync(CancellationToken.None));
            Assert.Equal(people, await first.Database.VersionAsync(CancellationToken.None));
            Assert.Null(await first.Cameras.AddAsync(new("lobby"), "rtsp://host/2", null, CancellationToken.None));
            await RefusedAsync(() => first.Cameras.AddAsync(new("no way"), "rtsp://host/2", null, default), "'no way' is not a valid");
            var clip = (await first.Cameras.AddAsync(new("clip"), "/clips/1.mp4", null, CancellationToken.None))!;
            Assert.NotNull(await first.Cameras.MoveAsync(new("lobby"), "b:1", CancellationToken.None));
            Assert.NotNull(await first.Cameras.EndAsync(clip, "read to its end", CancellationToken.None));
            Assert.Null(await first.Cameras.PauseAsync(new("nobody"), true, CancellationToken.None));
        }

        using var second = await OpenAsync();
        var cameras = await second.Cameras.ListAsync(CancellationToken.None);

        Assert.Equal(["clip", "lobby"], cameras.Select(camera => camera.Id.Value));
        Assert.Equal(("rtsp://host/1", "b:1", true), (cameras[1].Source, cameras[1].Node, cameras[1].IsWanted));
        Assert.Equal(("read to its end", false), (cameras[0].Ended, cameras[0].IsWanted));
        Assert.True(await second.Cameras.PauseAsync(new("clip"), false, CancellationToken.None) is { Ended: null, IsWanted: true });
        Assert.True(await second.Cameras.RemoveAsync(new("lobby"), CancellationToken.None));
        Assert.False(await second.Cameras.RemoveAsync(new("lobby"), CancellationToken.None));
    }

    [Fact]
    public async Task The_end_of_a_file_is_not_recorded_on_another_camera_that_got_its_name()
    {
        using var gallery = await OpenAsync();
        var before = (await gallery.Cameras.AddAsync(new("clip"), "/clips/1.mp4", null, CancellationToken.None))!;
        Assert.True(await gallery.Cameras.RemoveAsync(before.Id, CancellationToken.None));
        Assert.NotNull(await gallery.Cameras.AddAsync(new("clip"), "/clips/2.mp4", null, CancellationToken.None));

        await gallery.Cameras.EndAsync(before, "read to its end", CancellationToken.None);

        Assert.True(await gallery.Cameras.FindAsync(new("clip"), CancellationToken.None) is { Ended: null, IsWanted: true });
    }
}
