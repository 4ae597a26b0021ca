using System.Diagnostics;
using Analytics.Tests.Repo;
using Xunit;

namespace Analytics.Tests.Runtime;

/// <summary>The program as <c>make gpu</c> builds it, on a machine without a GPU.</summary>
[FullTier]
public sealed class GpuBuildSpec
{
    private static readonly string Program = Repository.File("artifacts/gpu/bin/Analytics.Host/release/Analytics.Host");

    [Fact]
    public async Task A_GPU_that_is_asked_for_and_not_there_is_an_error_with_the_remedy()
    {
        using var video = new TempFile("no video, which nobody gets to see", ".mp4");
        using var data = new TempFolder();

        var (code, _, errors) = await RunAsync(
            "watch", video.Path, "--models", "bundled", "--data", data.Path, "--set", "Inference:Device=Cuda");

        Assert.Equal(2, code);
        var error = Assert.Single(errors, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.StartsWith("error: Device 'cuda' does not open: ", error, StringComparison.Ordinal);
        Assert.EndsWith("CUDA 13 and cuDNN 9; or set Device to 'auto' or 'cpu'.", error, StringComparison.Ordinal);
        Assert.Equal(error, errors[^1]);
        Assert.DoesNotContain(errors, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Left_to_itself_it_computes_on_the_CPU_and_says_why()
    {
        var (code, output, errors) = await RunAsync("models", "verify");

        Assert.Equal(0, code);
        Assert.All(output, line => Assert.Contains("what cpu computes", line, StringComparison.Ordinal));
        Assert.Contains(errors, line => line.Contains("does not open on cuda, trying the next: ", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Program), "The build for GPUs is not here: 'make gpu' makes it.");
        Assert.SkipWhen(File.Exists("/dev/nvidiactl"), "This machine has a GPU: what is said without one cannot be heard.");
        using var models = new TempFolder();
        using var process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ANALYTICS_MODELS"] = models.Path },
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, Lines(await output), Lines(errors));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
