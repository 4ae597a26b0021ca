using Analytics.Contracts;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Runtime.Inference;

/// <summary>Opens ONNX Runtime sessions on the device that the options ask for.</summary>
internal static class OnnxSessions
{
    // Created before any session, so that ONNX Runtime's probing of devices writes no warnings to stderr.
    private static readonly Lazy<OrtEnv> Environment = new(() =>
    {
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance();
        }

        var options = new EnvironmentCreationOptions
        {
            logId = "analytics",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            loggingFunction = OnnxLog.Writer,
        };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    });

    /// <summary>Opens a session from bytes whose hash was checked, and says on which device.</summary>
    /// <exception cref="FailureException">
    /// The device that was asked for is missing or does not open, or the model does not load.
    /// </exception>
    public static (InferenceSession Session, InferenceDevice Device) Open(
        ModelCard card, byte[] checkedBytes, InferenceOptions options, ILogger logger)
    {
        var candidates = DeviceChoice.Candidates(options.Device, Environment.Value.GetAvailableProviders());
        using var log = OnnxLog.Listen();
        foreach (var device in candidates)
        {
            var name = DeviceChoice.Text(device);
            try
            {
                using var settings = Settings(device, options.IntraOpThreads);
                var session = new InferenceSession(checkedBytes, settings);
                logger.LogInformation(
                    "Model {Model} runs on {Device} with {Threads} thread(s) per run.", card.Id, name, options.IntraOpThreads);
                return (session, device);
            }
            catch (OnnxRuntimeException error) when (device != candidates[^1])
            {
                logger.LogWarning(
                    "Model {Model} does not open on {Device}, trying the next: {Reason}", card.Id, name, log.Reason(error.Message));
            }
            catch (OnnxRuntimeException error) when (device != InferenceDevice.Cpu)
            {
                throw new InvalidException(
                    $"Device '{name}' does not open: {log.Reason(error.Message)} It takes NVIDIA's driver ('nvidia-smi' shows it), CUDA 13 "
                    + $"and cuDNN 9{(device == InferenceDevice.TensorRt ? ", and TensorRT 10" : "")}; or set Device to 'auto' or 'cpu'.");
            }
            catch (OnnxRuntimeException error)
            {
                throw new InvalidException(
                    $"Model '{card.Id}' ({card.File}) does not load: {error.Message} Its hash is right: take the card and the file of one "
                    + "release, or a build of Analytics that knows this model.");
            }
        }

        throw new InvalidException("This build of ONNX Runtime supports no device. Build again with '-p:OnnxRuntime=cpu'.");
    }

    private static SessionOptions Settings(InferenceDevice device, int intraOpThreads)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // A waiting thread of one model would burn the core that another model needs.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        if (device == InferenceDevice.TensorRt)
        {
            settings.AppendExecutionProvider_Tensorrt();
        }

        if (device is InferenceDevice.TensorRt or InferenceDevice.Cuda)
        {
            settings.AppendExecutionProvider_CUDA();
        }

        return settings;
    }
}
