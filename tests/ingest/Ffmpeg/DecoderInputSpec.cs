using System.Diagnostics;
using Analytics.Ingest.Ffmpeg;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>How the work of another process is seen.</summary>
[FullTier]
public sealed class DecoderInputSpec
{
    private readonly FfmpegLog _log = new("showinfo@1");

    [Fact]
    public void A_decoder_that_complains_gets_something()
    {
        var input = new DecoderInput(Environment.ProcessId, _log);
        Assert.False(input.HasWorked());

        _log.Append("[h264 @ 0x1] non-existing PPS 0 referenced\n"u8);

        Assert.True(input.HasWorked());
        Assert.False(input.HasWorked());
    }

    [Fact]
    public void A_decoder_that_uses_the_processor_gets_something_once_its_source_is_open()
    {
        using var busy = Process.Start("/bin/bash", ["-c", "while :; do :; done"]);
        try
        {
            var input = new DecoderInput(busy.Id, _log);
            Assert.True(SpinWait.SpinUntil(() => busy.TotalProcessorTime > TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(20)));
            Assert.False(input.HasWorked());
            Assert.False(input.HasWorked());

            _log.Append("Input #0, concat, from 'pipe:0':\n"u8);

            Assert.True(SpinWait.SpinUntil(input.HasWorked, TimeSpan.FromSeconds(20)));
        }
        finally
        {
            busy.Kill();
        }
    }
}
