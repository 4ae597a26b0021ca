using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Runtime.Inference;

/// <summary>
/// One model on one device, shared by all threads. A run takes a <see cref="OnnxWorkspace"/> with its input and output buffers
/// bound once; in the steady state nothing is allocated on the managed heap.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    // Workspaces of sizes that no camera has any more are let go of, the oldest first.
    private const int MaxIdleWorkspaces = 16;

    private readonly InferenceSession _session;
    // What goes wrong is thrown; it need not stand on stderr as well.
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly List<OnnxWorkspace> _idle = new(MaxIdleWorkspaces + 1);
    private readonly Lock _gate = new();
    private readonly KeyValuePair<string, object?> _tag;
    private bool _disposed;

    private OnnxModel(ModelCard card, InferenceSession session, InferenceDevice device, IReadOnlyList<TensorOutput> outputs)
    {
        Card = card;
        Device = device;
        Outputs = outputs;
        _session = session;
        _tag = new("model", card.Id);
        InputName = session.InputNames[0];
    }

    /// <summary>What is known of the model.</summary>
    public ModelCard Card { get; }

    /// <summary>Where it runs; never <see cref="InferenceDevice.Auto"/>.</summary>
    public InferenceDevice Device { get; }

    internal IReadOnlyList<TensorOutput> Outputs { get; }

    internal string InputName { get; }

    /// <summary>
    /// Loads a model from the store and checks that its inputs and outputs are those of the card, and that it answers what the card's
    /// golden answers say.
    /// </summary>
    /// <param name="store">Checks the hash of the file.</param>
    /// <param name="card">The model.</param>
    /// <param name="outputs">What the adapter will read.</param>
    /// <param name="options">Where it runs.</param>
    /// <param name="logger">Logs where it runs.</param>
    /// <exception cref="FailureException">
    /// The file is missing, altered or of another shape, the device does not open, or this machine computes the model wrongly.
    /// </exception>
    public static OnnxModel Load(
        ModelStore store, ModelCard card, IReadOnlyList<TensorOutput> outputs, InferenceOptions options, ILogger logger)
    {
        var (session, device) = OnnxSessions.Open(card, store.Load(card), options, logger);
        var model = new OnnxModel(
            card, session, device, [.. outputs.Select(output => output with { Name = output.Name ?? session.OutputNames[0] })]);
        try
        {
            OnnxShapes.Check(card, session, model.Outputs);
            model.TryOut();
            GoldenCheck.Check(card, session, device);
            return model;
        }
        catch (FailureException)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A workspace for <paramref name="batch"/> pictures of <paramref name="height"/> × <paramref name="width"/> pixels; dispose it
    /// to give it back.
    /// </summary>
    public OnnxWorkspace Rent(int batch, int height, int width)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                var workspace = _idle[i];
                if (workspace.Fits(batch, height, width))
                {
                    _idle.RemoveAt(i);
                    return workspace;
                }
            }
        }

        return new OnnxWorkspace(this, _session, batch, height, width);
    }

    /// <summary>Frees the session and the buffers. Workspaces that are still out are freed when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (var workspace in _idle)
            {
                workspace.Free();
            }

            _idle.Clear();
        }

        _run.Dispose();
        _session.Dispose();
    }

    internal void Run(OnnxWorkspace workspace)
    {
        var started = Stopwatch.GetTimestamp();
        _session.RunWithBinding(_run, workspace.Binding);
        InferenceTelemetry.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, _tag);
    }

    internal void Return(OnnxWorkspace workspace)
    {
        OnnxWorkspace? surplus = workspace;
        lock (_gate)
        {
            if (!_disposed)
            {
                _idle.Add(workspace);
                surplus = null;
                if (_idle.Count > MaxIdleWorkspaces)
                {
                    surplus = _idle[0];
                    _idle.RemoveAt(0);
                }
            }
        }

        surplus?.Free();
    }

    // A run on the smallest input proves that the outputs have the shapes that the buffers were made for.
    private void TryOut()
    {
        var (height, width) = (Card.Input.Height ?? 2 * Card.Input.MultipleOf!.Value, Card.Input.Width ?? 3 * Card.Input.MultipleOf!.Value);
        using var workspace = Rent(1, height, width);
        workspace.Input.Clear();
        try
        {
            workspace.Run();
        }
        catch (OnnxRuntimeException error)
        {
            throw OnnxShapes.Differs(Card, $"it does not run on an input of {width} × {height} pixels ({error.Message})");
        }
    }
}
