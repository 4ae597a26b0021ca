using Analytics.Runtime.Inference;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class OnnxLogSpec
{
    private const string Exception = "[ErrorCode:Fail] Failed to load shared library";

    [Fact]
    public void A_library_that_is_missing_is_the_reason()
    {
        using var log = OnnxLog.Listen();
        Say("Failed to load library /app/libonnxruntime_providers_cuda.so with error: "
            + "libcublasLt.so.13: cannot open shared object file: No such file or directory");

        Assert.Equal("the library libcublasLt.so.13 is missing.", log.Reason(Exception));
    }

    [Fact]
    public void Else_it_is_what_the_exception_says()
    {
        using var log = OnnxLog.Listen();
        Assert.Equal(Exception, log.Reason(Exception));
        Say("CUDA failure 100: no CUDA-capable device is detected");

        Assert.Equal(Exception, log.Reason(Exception));
    }

    private static void Say(string message) =>
        OnnxLog.Writer(0, OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "onnxruntime", "analytics", "here", message);
}
