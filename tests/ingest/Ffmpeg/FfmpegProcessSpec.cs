using Analytics.Ingest.Ffmpeg;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>What copies the input of a decoder ends with the decoder.</summary>
[FullTier]
public sealed class FfmpegProcessSpec
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Disposing_lets_go_of_a_camera_that_sends_nothing()
    {
        using Input input = new(stop => Task.Delay(System.Threading.Timeout.Infinite, stop));
        var process = Start(input);

        await Task.Run(process.Dispose, TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken);

        Assert.True(input.IsDisposed);
    }

    [Fact]
    public async Task Disposing_lets_go_of_a_camera_that_sends_more_than_the_decoder_takes()
    {
        using Input input = new(null);
        var process = Start(input);

        await Task.Run(process.Dispose, TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken);

        Assert.True(input.IsDisposed);
    }

    [Fact]
    public void What_nobody_thought_of_reaches_who_disposes()
    {
        using Input input = new(_ => throw new OverflowException("beyond the calendar"));
        var process = Start(input);

        Assert.Equal("beyond the calendar", Assert.Throws<OverflowException>(process.Dispose).Message);
        Assert.True(input.IsDisposed);
    }

    // A decoder that neither reads nor writes.
    private static FfmpegProcess Start(Stream input) =>
        FfmpegProcess.Start("/bin/sleep", new FfmpegCommand(["600"], null), new FfmpegLog("showinfo@1"), input);

    /// <summary>More than a pipe holds, or what <paramref name="copy"/> makes of it.</summary>
    private sealed class Input(Func<CancellationToken, Task>? copy) : MemoryStream(new byte[1 << 22])
    {
        public bool IsDisposed { get; private set; }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            copy is null ? base.CopyToAsync(destination, bufferSize, cancellationToken) : copy(cancellationToken);

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
