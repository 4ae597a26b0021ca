using Analytics.Contracts.Files;
using Xunit;

namespace Analytics.Tests.Contracts.Files;

/// <summary><see cref="FileLock"/>.</summary>
public sealed class FileLockSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private readonly string _path = Path.Combine(folders.Create(Guid.NewGuid().ToString("N")), "lock");

    [Fact]
    public async Task The_next_one_waits_until_the_lock_is_free()
    {
        var held = FileLock.Take(_path, TimeSpan.Zero);
        var next = Task.Run(() => FileLock.Take(_path, TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(
            () => next.WaitAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken));

        held.Dispose();

        (await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Dispose();
    }

    [Fact]
    public void Who_waited_in_vain_gets_an_error()
    {
        using var held = FileLock.Take(_path, TimeSpan.Zero);

        Assert.ThrowsAny<IOException>(() => FileLock.Take(_path, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void Without_its_folder_there_is_no_lock() =>
        Assert.ThrowsAny<IOException>(() => FileLock.Take(Path.Combine(_path, "none", "lock"), TimeSpan.FromMinutes(1)));
}
