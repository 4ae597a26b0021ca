using Analytics.Runtime.Inference;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class OnnxTelemetrySpec
{
    [Fact]
    public void Native_libraries_and_child_processes_see_that_it_is_off()
    {
        Assert.Equal("1", NativeEnvironment.Get(OnnxTelemetry.Variable));
        Assert.Equal("1", Environment.GetEnvironmentVariable(OnnxTelemetry.Variable));
    }

    [Fact]
    public void What_is_set_is_seen_by_native_libraries()
    {
        Assert.Null(NativeEnvironment.Get("ANALYTICS_SPEC_NATIVE"));
        NativeEnvironment.Set("ANALYTICS_SPEC_NATIVE", "ä value");
        Assert.Equal("ä value", NativeEnvironment.Get("ANALYTICS_SPEC_NATIVE"));
    }
}
