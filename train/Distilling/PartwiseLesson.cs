using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Training;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>
/// A student learns to answer as its teacher does: first each of its parts by itself, from the teacher's own input to that part, then
/// all of them as one network. Both see the same picture. No labels are needed.
/// </summary>
/// <param name="teacher">Answers at the end of each part.</param>
/// <param name="student">The student.</param>
/// <param name="pictures">What they see.</param>
/// <param name="input">How the student's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal abstract class PartwiseLesson(
    Teacher teacher, nn.Module student, ITrainingPictures pictures, ModelInput input, DistillOptions options) : ILesson, IDisposable
{
    private readonly FaceOrder _order = new(pictures.Count, options.Seed);

    // What is drawn and shown to the teacher while the student learns from the batch before.
    private (long Step, Task<Shown> Batch)? _next;

    /// <inheritdoc/>
    public nn.Module Pupil => student;

    /// <inheritdoc/>
    public nn.Module Network => student;

    /// <inheritdoc/>
    public int Batch => options.Batch;

    /// <inheritdoc/>
    public int Batches => 1;

    /// <inheritdoc/>
    public long Steps => PartSteps + options.WholeSamples / options.Batch;

    private long PartSteps => options.PartSamples / options.Batch;

    /// <inheritdoc/>
    public double Rate(long step) => step < PartSteps
        ? Schedule.Cosine(step, PartSteps, options.PartRate)
        : Schedule.Cosine(step - PartSteps, Steps - PartSteps, options.WholeRate);

    /// <inheritdoc/>
    public (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(long step, int batch)
    {
        var shown = _next is var (next, coming) && next == step ? coming.GetAwaiter().GetResult() : Show(step);
        _next = options.Ahead && step + 1 < Steps ? (step + 1, Task.Run(() => Show(step + 1))) : null;
        List<Tensor> answers = [.. shown.Answers.Select(answer => Here(answer))];
        return Compare(Here(shown.Input), answers, whole: step >= PartSteps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_next is var (_, coming))
        {
            Task.WaitAny(coming); // It uses the teacher. Its fault, if it has one, is nobody's any more.
        }
    }

    /// <summary>What is wrong with the student.</summary>
    /// <param name="x">Its input.</param>
    /// <param name="answers">What the teacher computes of the same pictures.</param>
    /// <param name="whole">Whether a part gets what the part before it answers; if not, what the teacher had there.</param>
    protected abstract (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Compare(
        Tensor x, IReadOnlyList<Tensor> answers, bool whole);

    // What was made on another thread belongs to no scope.
    private Tensor Here(Tensor shown)
    {
        using (shown)
        {
            return shown.device_type == options.Compute.Device.type ? shown.alias() : shown.to(options.Compute.Device);
        }
    }

    private Shown Show(long step)
    {
        var first = step * options.Batch;
        int[] indices = [.. Enumerable.Range(0, options.Batch).Select(i => _order.Face(first + i))];
        using var drawn = new DrawnPictures(pictures, indices, first, options.Seed);
        return new Shown(PictureBatch.Of(drawn.All, input), teacher.Answers(drawn.All));
    }

    private sealed record Shown(Tensor Input, IReadOnlyList<Tensor> Answers);
}
