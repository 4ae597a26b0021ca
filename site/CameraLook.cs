using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Analytics.Ingest;

namespace Analytics.Site;

/// <summary>A look at what a camera names, taken aside and cancellable; it comes back to the camera when it is done.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its source of cancellation has no timer: nothing is held.")]
internal sealed class CameraLook : INoSerializationVerificationNeeded
{
    private readonly CancellationTokenSource _ending = new();

    public CameraLook() => Token = _ending.Token;

    /// <summary>Ends it.</summary>
    public CancellationToken Token { get; }

    /// <summary>The camera, where it can be opened.</summary>
    public CameraSpec? Spec { get; private set; }

    /// <summary>Why it cannot.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>It can be opened.</summary>
    public CameraLook With(CameraSpec spec)
    {
        Spec = spec;
        return this;
    }

    /// <summary>It cannot be opened.</summary>
    public CameraLook With(Exception fault)
    {
        Fault = fault.GetBaseException();
        return this;
    }

    /// <summary>Gives it up.</summary>
    public void Cancel() => _ending.Cancel();
}
