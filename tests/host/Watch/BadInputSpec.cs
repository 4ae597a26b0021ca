using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>What a user can get wrong: a clear message, exit code 2, no stack trace.</summary>
[FullTier]
public sealed class BadInputSpec(SyntheticVisit visit, ModelsFixture models, FolderFixture folder) : IClassFixture<FolderFixture>
{
    private string Clip => visit.Clip;

    private string Gallery => visit.People;

    [Fact]
    public async Task A_people_folder_without_a_face()
    {
        var people = folder.Create("scenery");
        using (Mat wall = new(400, 400, MatType.CV_8UC3, new Scalar(90, 120, 110)))
        {
            Cv2.ImWrite(Path.Combine(people, "Nobody.jpg"), wall);
        }

        await AssertRefusedAsync(
            models.Folder, ["watch", Clip, "--people", people], "no face was found", $"No photo in '{people}' was accepted");
    }

    [Fact]
    public async Task A_text_file_named_jpg()
    {
        var people = folder.Create("notes");
        await File.WriteAllTextAsync(Path.Combine(people, "Ann.jpg"), "not a picture", TestContext.Current.CancellationToken);

        await AssertRefusedAsync(models.Folder, ["enrol", "check", people], "the file is not a picture (JPEG, PNG or WebP)", "No photo in");
        await AssertRefusedAsync(models.Folder, ["watch", Path.Combine(people, "Ann.jpg")], "Ann.jpg' is not a readable image");
    }

    [Fact]
    public async Task A_truncated_video()
    {
        var whole = await File.ReadAllBytesAsync(Clip, TestContext.Current.CancellationToken);
        var half = Path.Combine(folder.Create("truncated"), "half.mp4");
        await File.WriteAllBytesAsync(half, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        await AssertRefusedAsync(models.Folder, ["watch", half, "--people", Gallery], "half.mp4");
    }

    [Fact]
    public async Task An_unknown_option_in_the_configuration()
    {
        var file = Path.Combine(folder.Create("configuration"), "site.json");
        await File.WriteAllTextAsync(file, """{ "Ingest": { "FramesPerSecond": 5 } }""", TestContext.Current.CancellationToken);

        await AssertRefusedAsync(models.Folder, ["watch", Clip, "--config", file], $"error: {file}: unknown key 'Ingest:FramesPerSecond'");
    }

    [Fact]
    public async Task A_model_with_one_flipped_byte()
    {
        _ = TestData.Folder; // a model that is no part of the program
        var store = folder.Create("flipped");
        foreach (var file in Directory.EnumerateFiles(models.Folder))
        {
            File.Copy(file, Path.Combine(store, Path.GetFileName(file)));
        }

        var model = Path.Combine(store, "yunet_s_dynamic.onnx");
        var bytes = await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(model, bytes, TestContext.Current.CancellationToken);

        await AssertRefusedAsync(
            store, ["watch", Clip, "--people", Gallery, "--models", "omz"], "Model 'yunet-s'", "is altered", "analytics models pull omz");
    }

    [Fact]
    public async Task An_unreachable_host_is_tried_again_while_other_cameras_go_on()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        probe.Stop();
        var alerts = Path.Combine(folder.Create("unreachable"), "alerts.jsonl");
        await using var watch = Executable.Start(
            models.Folder, "watch", $"rtsp://admin:hunter22@127.0.0.1:{port}/x", Clip, "--people", Gallery, "--alerts", alerts, "--data",
            folder.Create("unreachable-data"), SyntheticVisit.Settings[0], SyntheticVisit.Settings[1]);
        while (!File.Exists(alerts) || (await File.ReadAllLinesAsync(alerts, TestContext.Current.CancellationToken))
            .Count(line => line.Contains("closed", StringComparison.Ordinal)) < 6)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        watch.Interrupt();
        var run = await watch.WaitAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Connection refused", run.Errors, StringComparison.Ordinal);
        Assert.Contains("next attempt in", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", run.Errors, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(string store, string[] arguments, params string[] explanations)
    {
        var run = await Executable.RunAsync(store, arguments);

        Assert.True(run.ExitCode == 2, $"exit code {run.ExitCode}: {run.Errors}");
        Assert.All(explanations, explanation => Assert.Contains(explanation, run.Output + run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }
}
