using Akka.Actor;

namespace Analytics.Ingest;

/// <summary>The port of a source that cannot be read: if it was closed and is open again, there is no need to wait any longer.</summary>
/// <param name="source">The source; one without a port is never checked.</param>
/// <param name="check">Checks the port.</param>
internal sealed class PortProbe(CameraSource source, PortCheck check)
{
    private bool _isChecking;
    private bool _wasClosed;

    /// <summary>Whether there is a port to check.</summary>
    public bool IsThere => source.Endpoint is not null;

    /// <summary>What was found before no longer counts.</summary>
    public void Forget() => _wasClosed = false;

    /// <summary>The answer has come, but is not wanted any more.</summary>
    public void LeaveIt() => _isChecking = false;

    /// <summary>
    /// Checks the port, unless an answer is awaited; it comes to <paramref name="self"/> as a <see cref="CameraSignals.PortChecked"/>.
    /// </summary>
    public void CheckFor(IActorRef self)
    {
        if (!_isChecking && source.Endpoint is var (host, port))
        {
            _isChecking = true;
            check(host, port)
                .PipeTo(self, success: open => new CameraSignals.PortChecked(open), failure: _ => new CameraSignals.PortChecked(false));
        }
    }

    /// <summary>Takes the answer; true where it has opened.</summary>
    public bool HasOpened(CameraSignals.PortChecked answer)
    {
        _isChecking = false;
        var opened = answer.Open && _wasClosed;
        _wasClosed |= !answer.Open;
        return opened;
    }
}
