using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class DeviceChoiceSpec
{
    private static readonly string[] CpuBuild = ["CPUExecutionProvider"];
    private static readonly string[] GpuBuild = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"];

    [Fact]
    public void Auto_takes_CUDA_before_the_CPU_and_never_TensorRT()
    {
        Assert.Equal([InferenceDevice.Cpu], DeviceChoice.Candidates(InferenceDevice.Auto, CpuBuild));
        Assert.Equal([InferenceDevice.Cuda, InferenceDevice.Cpu], DeviceChoice.Candidates(InferenceDevice.Auto, GpuBuild));
    }

    [Theory]
    [InlineData(InferenceDevice.Cpu)]
    [InlineData(InferenceDevice.Cuda)]
    [InlineData(InferenceDevice.TensorRt)]
    public void A_device_that_was_asked_for_is_the_only_one_tried(InferenceDevice device) =>
        Assert.Equal([device], DeviceChoice.Candidates(device, GpuBuild));

    [Theory]
    [InlineData(InferenceDevice.Cuda, "cuda")]
    [InlineData(InferenceDevice.TensorRt, "tensorrt")]
    public void A_device_that_is_not_in_this_build_is_an_error_with_the_remedy(InferenceDevice device, string word)
    {
        var error = Assert.ThrowsAny<FailureException>(() => DeviceChoice.Candidates(device, CpuBuild));

        Assert.Equal(
            $"Device '{word}' is not in this build, which supports: cpu. Build with '-p:OnnxRuntime=gpu', or set Device to 'auto' "
            + "or 'cpu'.",
            error.Message);
    }

    [Theory]
    [InlineData(0, 1, InferenceDevice.Cpu, 8, 8)]
    [InlineData(0, 4, InferenceDevice.Cpu, 8, 2)]
    [InlineData(0, 16, InferenceDevice.Cpu, 8, 1)]
    [InlineData(0, 1, InferenceDevice.Cuda, 8, 2)]
    [InlineData(5, 4, InferenceDevice.Cuda, 8, 5)]
    public void Workers_follow_the_cores_and_are_two_on_a_GPU(int workers, int threads, InferenceDevice device, int cores, int expected) =>
        Assert.Equal(expected, new InferenceOptions { Workers = workers, IntraOpThreads = threads }.WorkersOn(device, cores));
}
