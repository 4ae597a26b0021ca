using Analytics.Contracts;

namespace Analytics.Runtime.Inference;

/// <summary>Decides which devices are tried, in which order.</summary>
public static class DeviceChoice
{
    private static readonly Dictionary<InferenceDevice, string> Providers = new()
    {
        [InferenceDevice.Cpu] = "CPUExecutionProvider",
        [InferenceDevice.Cuda] = "CUDAExecutionProvider",
        [InferenceDevice.TensorRt] = "TensorrtExecutionProvider",
    };

    /// <summary>
    /// The devices to try, best first. For <see cref="InferenceDevice.Auto"/> CUDA and the CPU, as far as this build of ONNX
    /// Runtime has them (never TensorRT, which would compile for minutes unasked); else the one that was asked for.
    /// </summary>
    /// <param name="wanted">What the options say.</param>
    /// <param name="available">The execution providers of this build.</param>
    /// <exception cref="FailureException">The device that was asked for is not in this build.</exception>
    public static IReadOnlyList<InferenceDevice> Candidates(InferenceDevice wanted, IReadOnlyCollection<string> available)
    {
        if (wanted == InferenceDevice.Auto)
        {
            InferenceDevice[] order = [InferenceDevice.Cuda, InferenceDevice.Cpu];
            return [.. order.Where(device => available.Contains(Providers[device]))];
        }

        if (!available.Contains(Providers[wanted]))
        {
            var has = Providers.Where(pair => available.Contains(pair.Value)).Select(pair => Text(pair.Key));
            throw new InvalidException(
                $"Device '{Text(wanted)}' is not in this build, which supports: {string.Join(", ", has)}. "
                + "Build with '-p:OnnxRuntime=gpu', or set Device to 'auto' or 'cpu'.");
        }

        return [wanted];
    }

    /// <summary>The word for a device in options, logs and messages.</summary>
    public static string Text(InferenceDevice device) => device switch
    {
        InferenceDevice.Auto => "auto",
        InferenceDevice.Cpu => "cpu",
        InferenceDevice.Cuda => "cuda",
        _ => "tensorrt",
    };
}
