using System.Net;
using System.Net.Sockets;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Ingest.Links;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Ingest.Links;

public sealed class SiteRulesSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("::10.0.0.1")]
    [InlineData("10.77.0.10")]
    public void No_camera_is_on_this_machine_on_a_node_or_where_secrets_are(string address)
    {
        var rules = new SiteRules(new IngestOptions(), () => ["10.77.0.10"]);

        Assert.False(rules.Allow(address, IPAddress.Parse(address), 554));
        Assert.Contains(
            "Ingest:AllowedHosts", Assert.ThrowsAny<FailureException>(() => rules.Check(address, 554)).Message, StringComparison.Ordinal);
        Assert.True(
            new SiteRules(new IngestOptions { AllowedHosts = ["0.0.0.0/0", "::/0"] }, () => ["10.77.0.10"])
                .Allow(address, IPAddress.Parse(address), 554));
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("172.16.0.7")]
    [InlineData("192.168.1.7")]
    [InlineData("198.51.100.7")]
    [InlineData("fd12::7")]
    public void Cameras_are_in_private_and_public_networks(string address) =>
        Assert.True(new SiteRules(new IngestOptions(), () => []).Allow(address, IPAddress.Parse(address), 554));

    [Fact]
    public async Task A_name_is_held_against_the_rules_by_what_it_resolves_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var stop = TestContext.Current.CancellationToken;

        var refused = await Assert.ThrowsAnyAsync<FailureException>(
            () => CameraSocket.ConnectAsync("localhost", port, new SiteRules(new IngestOptions(), () => []), stop));
        Assert.Contains("'localhost'", refused.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending());
        Assert.False(await TcpPortCheck.TryAsync("localhost", port, new SiteRules(new IngestOptions(), () => [])));
        Assert.False(listener.Pending());

        var allowed = new SiteRules(new IngestOptions { AllowedHosts = [$"localhost:{port}"] }, () => []);
        using var socket = await CameraSocket.ConnectAsync("localhost", port, allowed, stop);
        Assert.True(await TcpPortCheck.TryAsync("localhost", port, null));
    }

    [Fact]
    public void Files_are_read_from_their_folders_alone_whatever_links_lead_out_of_them()
    {
        var (inside, outside) = (
            Directory.CreateDirectory(_folder.File("clips")).FullName, Directory.CreateDirectory(_folder.File("clips-2")).FullName);
        File.WriteAllText(Path.Combine(inside, "a.mp4"), "");
        File.WriteAllText(Path.Combine(outside, "secret.mp4"), "");
        File.CreateSymbolicLink(Path.Combine(inside, "out.mp4"), Path.Combine(outside, "secret.mp4"));
        Directory.CreateSymbolicLink(Path.Combine(inside, "away"), outside);
        File.CreateSymbolicLink(Path.Combine(inside, "b.mp4"), Path.Combine(inside, "a.mp4"));
        Directory.CreateSymbolicLink(_folder.File("alias"), inside);
        var rules = new SiteRules(new IngestOptions { FileFolders = [_folder.File("alias")] }, () => []);

        Assert.EndsWith("clips/a.mp4", rules.Check(Path.Combine(inside, "a.mp4")), StringComparison.Ordinal);
        Assert.EndsWith("clips/a.mp4", rules.Check(Path.Combine(inside, "b.mp4")), StringComparison.Ordinal);
        string[] refused = ["out.mp4", "away/secret.mp4", "../clips-2/secret.mp4", "../clips-2/missing.mp4"];
        Assert.All(refused, name => Assert.Contains(
            "not in a folder that cameras of a site may "
            + "read", Assert.ThrowsAny<FailureException>(() => rules.Check(Path.Combine(inside, name))).Message, StringComparison.Ordinal));
        Assert.ThrowsAny<FailureException>(() => new SiteRules(new IngestOptions(), () => []).Check(Path.Combine(inside, "a.mp4")));
    }

    [Fact]
    public void A_link_within_a_folder_that_leads_out_of_it_is_left_out()
    {
        var (inside, outside) = (
            Directory.CreateDirectory(_folder.File("in")).FullName, Directory.CreateDirectory(_folder.File("out")).FullName);
        File.WriteAllText(Path.Combine(outside, "secret.jpg"), "");
        File.CreateSymbolicLink(Path.Combine(inside, "secret.jpg"), Path.Combine(outside, "secret.jpg"));
        IngestOptions options = new() { FileFolders = [inside] };
        CameraSource Source() => IngestHosting.SiteCamera(new CameraId("x"), inside, options, () => [], CancellationToken.None).Source;

        Assert.Contains(
            "holds only links out of Ingest:FileFolders", Assert.ThrowsAny<FailureException>(Source).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(inside, "1.jpg"), "");

        Assert.Equal([Path.Combine(inside, "1.jpg")], Source().Files);
        Assert.Contains("Skipped links out of Ingest:FileFolders: 1.", Source().LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_is_known_by_its_name_and_by_what_that_resolves_to()
    {
        Assert.Contains(IPAddress.Loopback, NodeNames.OfMachine.AddressesOf("localhost"));
        Assert.Equal([IPAddress.Parse("10.0.0.7")], NodeNames.OfMachine.AddressesOf("::ffff:10.0.0.7"));
        Assert.Empty(NodeNames.OfMachine.AddressesOf("no-such-host.invalid"));
        Assert.False(
            new SiteRules(new IngestOptions(), () => ["node-1.example"]).Allow("NODE-1.example.", IPAddress.Parse("10.0.0.7"), 554));
    }

    [Fact]
    public void The_name_of_a_node_is_resolved_once_a_minute()
    {
        FakeTimeProvider time = new();
        List<string> asked = [];
        NodeNames names = new(time, host =>
        {
            asked.Add(host);
            return [IPAddress.Parse($"10.0.0.{asked.Count}")];
        });

        Assert.Equal("10.0.0.1", Assert.Single(names.AddressesOf("node-1")).ToString());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("10.0.0.1", Assert.Single(names.AddressesOf("NODE-1")).ToString());
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("10.0.0.2", Assert.Single(names.AddressesOf("node-1")).ToString());
        Assert.Equal(["node-1", "node-1"], asked);
    }

    [Fact]
    public void A_camera_of_a_site_is_one_file_or_folder_and_its_look_can_be_ended()
    {
        File.WriteAllText(_folder.File("a.mp4"), "");
        File.WriteAllText(_folder.File("1.jpg"), "");
        IngestOptions options = new() { FileFolders = [_folder.Path] };

        CameraSpec Camera(string address, CancellationToken stop = default) =>
            IngestHosting.SiteCamera(new CameraId("x"), address, options, () => [], stop);

        Assert.Equal(CameraSourceKind.VideoFile, Camera($"file://{_folder.File("a.mp4")}").Source.Kind);
        Assert.Equal(CameraSourceKind.ImageFolder, Camera(_folder.Path).Source.Kind);
        Assert.True(Camera(_folder.Path).EpochsByClock); // read again, it is another occasion
        Assert.Contains(
            "does not exist", Assert.ThrowsAny<FailureException>(() => Camera(_folder.File("*.jpg"))).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => Camera(_folder.Path, new CancellationToken(canceled: true)));
    }
}
