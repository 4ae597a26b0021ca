using Akka.Actor;
using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Stage;

namespace Analytics.Ingest;

/// <summary>
/// Wakes a stage of a stream from other threads with a message that is made once. <c>GetAsyncCallback</c> makes one for each wake, and a
/// closure for traces beside it: 120 bytes.
/// </summary>
/// <remarks>
/// Akka.Streams has no public way to do so; the types used here are public in it but not promised. Where it no longer runs a stage as
/// they say, its own callback is taken.
/// </remarks>
public static class StreamWake
{
    /// <summary>The wake; it may be called from any thread, and does nothing once the stage has ended.</summary>
    /// <param name="logic">The stage, while it handles a push or a pull.</param>
    /// <param name="handler">Runs in the stage at each wake.</param>
    /// <param name="callback">What <c>GetAsyncCallback</c> made of <paramref name="handler"/>.</param>
    public static Action Of(GraphStageLogic logic, Action handler, Action callback)
    {
        if (GraphInterpreter.CurrentInterpreterOrNull is not { OnAsyncInput.Target: GraphInterpreterShell shell } interpreter)
        {
            return callback;
        }

        object message = new ActorGraphInterpreter.AsyncInput(shell, logic, null, GraphStageLogic.NoPromise, _ => handler());
        return () => interpreter.Context.Tell(message, ActorRefs.NoSender);
    }
}
