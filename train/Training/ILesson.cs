using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Something to learn, in steps.</summary>
internal interface ILesson
{
    /// <summary>All that learns, what is left behind in the end as well.</summary>
    nn.Module Pupil { get; }

    /// <summary>What the lesson is for: the part of the pupil that is judged and exported.</summary>
    nn.Module Network { get; }

    /// <summary>How many steps there are.</summary>
    long Steps { get; }

    /// <summary>Pictures that the network sees at once.</summary>
    int Batch { get; }

    /// <summary>Batches whose gradients are added up in a step.</summary>
    int Batches { get; }

    /// <summary>The learning rate at a step.</summary>
    double Rate(long step);

    /// <summary>
    /// What is wrong with the pupil on a batch: the loss to bring down, and its terms by name. The same each time it is asked.
    /// </summary>
    (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(long step, int batch);
}
