using System.Net.Sockets;
using Analytics.Runtime.Files;
using Xunit;

namespace Analytics.Tests.Runtime.Files;

public sealed class RegularFileSpec : IDisposable
{
    // Only ends a spec that would otherwise wait for good.
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_read_from_its_beginning_and_links_are_followed()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "content");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("file"));

        foreach (var name in new[] { "file", "link" })
        {
            await using var file = RegularFile.TryOpen(_folder.File(name), out var fault);
            Assert.True(file is not null, fault);
            using var reader = new StreamReader(file);
            Assert.Equal("content", await reader.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_FIFO_that_nobody_writes_to_is_refused_at_once()
    {
        Assert.Equal(0, Fifo.Make(_folder.File("photo.jpg")));
        File.CreateSymbolicLink(_folder.File("link.jpg"), _folder.File("photo.jpg"));

        Assert.Equal("it is a FIFO, not a file: name a file", await FaultOf(_folder.File("photo.jpg")));
        Assert.Equal("it is a FIFO, not a file: name a file", await FaultOf(_folder.File("link.jpg")));
    }

    [Fact]
    public async Task A_device_a_folder_and_a_socket_are_named()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("socket")));

        Assert.Equal("it is a device, not a file: name a file", await FaultOf("/dev/zero"));
        Assert.Equal("it is a folder, not a file: name a file", await FaultOf(_folder.Path));
        Assert.Equal("it is a socket, not a file: name a file", await FaultOf(_folder.File("socket")));
    }

    [Fact]
    public async Task What_is_not_there_and_a_link_that_leads_round_get_their_own_errors()
    {
        File.CreateSymbolicLink(_folder.File("round"), _folder.File("round"));

        Assert.Equal("the file cannot be read: No such file or directory", await FaultOf(_folder.File("missing")));
        Assert.Equal("the file cannot be read: Too many levels of symbolic links", await FaultOf(_folder.File("round")));
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "The superuser may read every file.");
        await File.WriteAllTextAsync(_folder.File("secret"), "content");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(_folder.File("secret"), UnixFileMode.None);
        }

        Assert.Equal("the file cannot be read: its permissions do not let this user read it", await FaultOf(_folder.File("secret")));
    }

    private static Task<string?> FaultOf(string path) => Task.Run(() =>
    {
        using var file = RegularFile.TryOpen(path, out var fault);
        return fault;
    }).WaitAsync(Forever);
}
